"""A process that was started by another ends with it, even when that one was killed."""

import os
import threading
import time


def watch_parent() -> None:
    """End this process when the one that started it is gone, so that a killed server leaves nothing behind."""
    parent = int(os.environ.get("KMS_PARENT", "0"))
    if parent:
        threading.Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)
