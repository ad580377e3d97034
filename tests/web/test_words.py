"""What templates print: icons that exist, numbers formatted for the language."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import Environment, nodes

from kms.core.text import Message
from kms.web.i18n import print_size, say

ROOT = Path(__file__).parents[2]
TEMPLATES = ROOT / "kms" / "web" / "templates"
# Which argument of a macro names the icon.
PLACES = {
    "icon": 0, "_icon": 0, "row": 0, "empty": 0, "suggestion": 0,
    "icon_button": 1, "icon_link": 1, "menu": 1,
    "button": 2, "badge": 2, "menu_post": 2,
    "link_button": 3, "post": 3,
}  # fmt: skip


def named_icons(template: Path) -> Iterator[str]:
    tree = Environment(extensions=["jinja2.ext.do", "jinja2.ext.i18n"]).parse(template.read_text(encoding="utf-8"))
    for call in tree.find_all(nodes.Call):
        name = call.node.attr if isinstance(call.node, nodes.Getattr) else getattr(call.node, "name", "")
        if name in PLACES:
            given = [*call.args[PLACES[name] : PLACES[name] + 1], *(k.value for k in call.kwargs if k.key == "icon")]
            yield from (text for value in given for text in texts_of(value))


def texts_of(value: nodes.Expr) -> Iterator[str]:
    """The possible values of an expression, without its conditions."""
    if isinstance(value, nodes.Const) and isinstance(value.value, str):
        yield value.value
    elif isinstance(value, nodes.CondExpr):
        yield from texts_of(value.expr1)
        if value.expr2 is not None:
            yield from texts_of(value.expr2)


def test_every_icon_that_a_template_names_exists() -> None:
    drawn = (ROOT / "frontend" / "icons.mjs").read_text(encoding="utf-8")
    named = {(name, path.name) for path in TEMPLATES.rglob("*.html") for name in named_icons(path)}
    assert len(named) > 100
    assert [
        (name, file) for name, file in named if name and f'"{name}"' not in drawn and f" {name}: " not in drawn
    ] == []


@pytest.mark.parametrize(("language", "size"), [("de", "78,0 GB"), ("en", "78.0 GB")])
def test_sizes_and_fractions_are_formatted_for_the_language(app: Flask, language: str, size: str) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        assert print_size(78_000_000_000) == size
        assert say(Message("%(n)s GB", {"n": 78.5})) == size.replace("0", "5")


@pytest.mark.parametrize(("language", "sizes"), [("de", ["33 Byte", "1 Byte"]), ("en", ["33 Bytes", "1 Byte"])])
def test_small_sizes_have_a_translated_unit(app: Flask, language: str, sizes: list[str]) -> None:
    with app.test_request_context(headers={"Accept-Language": language}):
        assert [print_size(33), print_size(1)] == sizes
