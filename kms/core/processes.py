"""Child processes that exit together with their parent, even if the parent is killed."""

import os
import threading
import time


def watch_parent() -> None:
    """Exit this process when its parent is gone, so that a killed server leaves no orphans."""
    parent = int(os.environ.get("KMS_PARENT", "0"))
    if parent:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
