"""The shortcuts dialog lists every key that really exists, and none of them conflicts with German keyboards."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "kms/web/templates"
EDITOR = ROOT / "frontend/src/editor"
AGAIN = {"Mod-Shift-z"}  # an alias of Mod-y
NAMES = {"Mod": "Ctrl"}


def listed(browser) -> set[str]:
    shown = browser("ana").get("/").text
    dialog = shown[shown.index('<dialog id="keys"') :]
    return set(re.findall(r'data-for-key="([^"]+)"', dialog))


def of_screens() -> set[str]:
    found: set[str] = set()
    for path in TEMPLATES.rglob("*.html"):
        found.update(re.findall(r'data[-_]key="([^"]+)"', path.read_text(encoding="utf-8")))
    return found - {'e").', "{{ keys|join(' ') }}"}


def of_the_editor() -> set[str]:
    code = "\n".join(path.read_text(encoding="utf-8") for path in EDITOR.rglob("*.ts"))
    found = set(re.findall(r'(?:key: |^\s*)["`](Mod-[^"`]+)["`]', code, re.M)) - AGAIN
    levels = [key for key in found if "${" in key]
    return {key for key in found if "${" not in key} | {key.split("${")[0] + n for key in levels for n in "234"}


def written(key: str) -> str:
    parts = [NAMES.get(part, part) for part in key.split("-")]
    return " ".join(part.upper() if len(part) == 1 else part for part in parts)


def test_the_dialog_lists_the_shortcuts_of_all_screens_and_of_the_editor(browser) -> None:
    screens, editor = of_screens(), {written(key) for key in of_the_editor()}
    assert {"/", "n", "?"} <= screens and {"Ctrl B", "Ctrl Shift 2", "Ctrl F"} <= editor
    assert listed(browser) == screens | editor | {"Ctrl S"}


def test_no_key_needs_what_german_keyboards_type_with() -> None:
    assert not [key for key in of_the_editor() if "Alt" in key]
    assert "event.altKey" in (ROOT / "frontend/src/shortcuts.ts").read_text(encoding="utf-8")
