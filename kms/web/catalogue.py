"""The German catalogue: `python -m kms.web.catalogue extract` updates it, `check` reports what is missing."""

import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[1]
GERMAN = PACKAGE / "web" / "locale" / "de" / "LC_MESSAGES" / "messages.po"
KEYWORDS: dict[str, tuple[int, ...] | None] = {"_": None, "gettext": None, "N_": None, "ngettext": (1, 2)}
METHODS = [("**.py", "python"), ("web/templates/**.html", "jinja2.ext:babel_extract")]
OPTIONS = {"web/templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true"}}
_NO_DATE = datetime(2000, 1, 1, tzinfo=UTC)
"""Fixed: version control knows the date, and a changing one would only cause merge conflicts."""
_PLACE = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")


def extract() -> Catalog:
    """Return every message of code and templates, without file locations, so that moving code changes no catalogue."""
    found = Catalog(locale="de", project="kms", charset="utf-8")
    for _, _, message, comments, context in extract_from_dir(
        str(PACKAGE), METHODS, options_map=OPTIONS, keywords=KEYWORDS
    ):
        found.add(message, auto_comments=comments, context=context)
    return found


def read() -> Catalog:
    """Return the current German catalogue; empty if there is none."""
    if not GERMAN.exists():
        return Catalog(locale="de", project="kms", charset="utf-8", fuzzy=False)
    with GERMAN.open("rb") as file:
        return read_po(file, locale="de")


def update() -> None:
    """Add new messages, drop unused ones; translations that still apply are kept."""
    german, template = read(), extract()
    german.update(template, no_fuzzy_matching=True, update_header_comment=False)
    german.obsolete.clear()
    german.fuzzy, german.project, german.version = False, "kms", ""
    german.header_comment = "# German words of kms. English is the source; see kms/web/catalogue.py."
    german.last_translator = german.language_team = german.msgid_bugs_address = "kms"
    german.creation_date = german.revision_date = _NO_DATE
    GERMAN.parent.mkdir(parents=True, exist_ok=True)
    with GERMAN.open("wb") as file:
        write_po(file, german, sort_output=True, no_location=True, omit_header=False, ignore_obsolete=True, width=110)


def faults() -> Iterator[str]:
    """Yield a sentence for each message that is missing, fuzzy or unused, or whose placeholders differ from English."""
    german, template = read(), extract()
    for message in template:
        if not message.id:
            continue
        present = german.get(message.id, message.context)
        if present is None:
            yield f"not in the catalogue (run extract): {_first(message.id)!r}"
        elif present.fuzzy or not all(_forms(present)):
            yield f"not translated: {_first(message.id)!r}"
        else:
            yield from _other_places(present)
    for message in german:
        if message.id and template.get(message.id, message.context) is None:
            yield f"not used any more (run extract): {_first(message.id)!r}"


def _other_places(message: Message) -> Iterator[str]:
    singular, plural = _places(_first(message.id)), _places(_last(message.id))
    for number, form in enumerate(_forms(message)):
        wanted = plural if number or len(_forms(message)) == 1 else singular
        if _places(form) != wanted and _places(form) != plural:
            yield f"other places than in {_first(message.id)!r}: {form!r}"


def _forms(message: Message) -> tuple[str, ...]:
    text = message.string
    return tuple(text) if isinstance(text, (tuple, list)) else (text or "",)


def _first(id: str | tuple[str, ...] | list[str]) -> str:
    return id if isinstance(id, str) else id[0]


def _last(id: str | tuple[str, ...] | list[str]) -> str:
    return id if isinstance(id, str) else id[-1]


def _places(text: str) -> set[str]:
    return {first or second for first, second in _PLACE.findall(text)}


def main(arguments: list[str]) -> int:
    """Run `extract` or `check` and return the exit code."""
    if arguments == ["extract"]:
        update()
        return 0
    if arguments == ["check"]:
        found = list(faults())
        print("\n".join(found) or "The German catalogue is complete.")
        return 1 if found else 0
    print("usage: python -m kms.web.catalogue extract|check", file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
