"""The browser extension and the server agree: one file of calls, replayed against both."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.conftest import Program

ROOT = Path(__file__).parents[2]
CALLS = json.loads((Path(__file__).parent / "contract.json").read_text())["calls"]
KINDS = {"<id>": int, "<time>": str, "<path>": str, "<text>": str}


def test_the_server_answers_as_agreed(program: Callable[..., Program]) -> None:
    ana = program("ana")
    own = 0
    for call in CALLS:
        asked, agreed = call["request"], call["response"]
        asking = Program(ana.client, asked["key"]) if "key" in asked else ana
        answer = asking(asked["method"], asked["path"].replace("{id}", str(own)), json=asked.get("body"))
        assert answer.status_code == agreed["status"], (call["name"], answer.text)
        if "body" in agreed:
            assert fits(answer.json, agreed["body"]), (call["name"], answer.json)
            own = answer.json.get("id", own) if call["name"] == "put" else own


def test_the_extension_is_accepted_from_its_own_origin(program: Callable[..., Program]) -> None:
    asked = {
        "Origin": "chrome-extension://abc",
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "authorization,content-type",
    }
    answer = program("guest").client.options("/api/v1/bookmarks", base_url="http://wiki.test", headers=asked)
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "PUT" in answer.headers["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Credentials" not in answer.headers


def test_the_extension_requests_and_parses_as_agreed() -> None:
    command = [sys.executable, "hatch_build.py", "node", "--test", "../browser-extension/test/api.test.mjs"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stdout + done.stderr


def fits(given: Any, agreed: Any) -> bool:
    """Whether the response has exactly the agreed fields and values."""
    if isinstance(agreed, str) and agreed in KINDS:
        return isinstance(given, KINDS[agreed])
    if isinstance(agreed, dict):
        return (
            isinstance(given, dict) and given.keys() == agreed.keys() and all(fits(given[k], agreed[k]) for k in agreed)
        )
    if isinstance(agreed, list):
        return isinstance(given, list) and len(given) == len(agreed) and all(map(fits, given, agreed))
    return bool(given == agreed)
