"""The readable part of an address never opens another view than the page."""

import re

from kms.wiki.pages.slugs import VIEWS, page_slug
from tests import make


def test_no_slug_has_the_name_of_a_page_view(app) -> None:
    rules = (re.fullmatch(r"/p/<int:page_id>/([a-z-]+)(/.*)?", str(rule)) for rule in app.url_map.iter_rules())
    assert {found[1] for found in rules if found} == VIEWS


def test_a_page_called_edit_is_shown_at_its_own_address(write, browser) -> None:
    with write() as session:
        make.space(session, "ana", "alle")
        page = make.page(session, "ana", "alle", "Edit", "words of this page")
    shown = browser("ana").get(f"/p/{page}", follow_redirects=True)
    assert shown.request.path == f"/p/{page}/{page_slug('Edit')}" and "words of this page" in shown.text
