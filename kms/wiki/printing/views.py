"""Posters and labels to hang up or stick on: a title, a QR code and a short address, with a preview."""

from collections.abc import Iterable, Sequence

from flask import render_template, request, url_for
from flask_babel import gettext

from kms.web.identity import my_reach
from kms.web.request_data import number
from kms.web.transaction import reading
from kms.wiki.pages import queries, tree
from kms.wiki.printing.labels import LABEL_SIZES, PrintLabel
from kms.wiki.printing.web import sheets
from kms.wiki.routes import routes


@routes.get("/p/<int:page_id>/poster", who="member")
def show_poster(page_id: int) -> str:
    """An A4 poster for a page, with an optional extra line that is not stored."""
    page = queries.get_page(reading(), my_reach(), page_id)
    poster = sheets.label(page.id, page.title, sheets.POSTER_WORD)
    return render_template("wiki/poster.html", page=page, poster=poster, line=request.args.get("line", "")[:200])


@routes.get("/p/<int:page_id>/label", who="member")
def show_label(page_id: int) -> str:
    """Labels for a page and, with `below`, for all pages below it."""
    page = queries.get_page(reading(), my_reach(), page_id)
    below = "below" in request.args
    pages = tree.below(reading(), my_reach(), page.space_id, page.path) if below else [(page.id, page.title)]
    has_below = below or bool(tree.children(reading(), my_reach(), page.id))
    way = [(page.space_name, url_for("wiki.show_space", slug=page.space)), (page.title, page.address)]
    return _labels(pages, way, page=page, below=below, has_below=has_below)


@routes.get("/spaces/<slug>/labels", who="member")
def show_labels(slug: str) -> str:
    """Labels for all pages of a space."""
    space = queries.get_space(reading(), my_reach(), slug)
    pages = tree.below(reading(), my_reach(), space.id)
    return _labels(
        pages, [(space.name, url_for("wiki.show_space", slug=slug))], page=None, below=False, has_below=False
    )


def _labels(pages: Sequence[tuple[int, str]], way: Iterable[tuple[str, str]], **words: object) -> str:
    size = LABEL_SIZES.get(request.args.get("size", ""), LABEL_SIZES["sheet70"])
    free = min(number("free") or 0, size.places - 1)
    copies = min(max(number("copies") or 1, 1), 24)
    labels: list[PrintLabel | None] = [None] * free
    labels += [label for id, title in pages[: tree.MOST] for label in [sheets.label(id, title)] * copies]
    return render_template(
        "wiki/label.html",
        sheets=sheets.sheets(labels, size),
        size=size,
        sizes=[(each.name, _size_words(each.name)) for each in LABEL_SIZES.values()],
        free=free,
        copies=copies,
        way=way,
        count=len(pages),
        **words,
    )


def _size_words(name: str) -> str:
    words: dict[str, str] = {
        "sheet70": gettext("Sheet of A4, 24 labels of 70 × 36 mm"),
        "sheet105": gettext("Sheet of A4, 8 labels of 105 × 74 mm"),
        "roll62": gettext("Roll, 62 × 29 mm"),
        "roll89": gettext("Roll, 89 × 36 mm"),
    }
    return words[name]
