"""Linked pages rank higher: counting exactly what every reader may see, and at once when links come and go."""

import pytest
from sqlalchemy import delete, select

from kms.access.policy import reach
from kms.files.models import Blob
from kms.jobs.models import Job
from kms.markup.render import render
from kms.wiki.models import Attachment, Page
from kms.wiki.moving import service as moving
from kms.wiki.pages.inputs import PageEdit
from kms.wiki.revisions import service
from kms.wiki.saving import preparing
from tests import make


@pytest.fixture
def world(write, team):
    with write() as session:
        make.space(session, "ana", "alle")
        make.space(session, "ana", "team", f"group:{team}")
        return {
            "hub": make.page(session, "ana", "alle", "Nabe", "x"),
            "team": make.page(session, "ana", "team", "Teamseite", "x"),
        }


@pytest.fixture
def sources(runtime):
    """`sources(page)`: the number of references to it, as the index would get it now."""

    def ask(page: int) -> int:
        with runtime.database.reading() as session:
            return runtime.sources["page"].documents(session, [page])[0].sources

    return ask


def noted(session) -> set[str]:
    session.rollback()
    return set(session.scalars(select(Job.key).where(Job.kind == "index")))


def forget_notes(write) -> None:
    with write() as session:
        session.execute(delete(Job))


def test_pages_that_link_here_count_once_each(world, write, sources) -> None:
    assert sources(world["hub"]) == 0
    with write() as session:
        make.page(session, "ana", "alle", "Eins", f"[[Nabe]] und [[Nabe]] und [x](/p/{world['hub']})")
        make.page(session, "ana", "alle", "Zwei", f"[x](/p/{world['hub']})")
        make.page(session, "ana", "alle", "Drei", "Nabe")
    assert sources(world["hub"]) == 2


def test_what_not_every_reader_sees_does_not_count(world, write, sources) -> None:
    with write() as session:
        make.page(session, "ana", "team", "Geheim", f"[x](/p/{world['hub']}) [y](/p/{world['team']})")
    assert sources(world["hub"]) == 0 and sources(world["team"]) == 1
    with write() as session:
        make.page(session, "ana", "alle", "Offen", f"[x](/p/{world['hub']}) [y](/p/{world['team']})")
    assert sources(world["hub"]) == 1 and sources(world["team"]) == 2


def test_a_linked_page_is_reindexed_when_the_link_comes_and_goes(runtime, world, write, session, sources) -> None:
    with write() as changing:
        one = make.page(changing, "ana", "alle", "Eins", "noch nichts")
    hub = f"page:{world['hub']}"
    for text, touched in (("[[Nabe]]", True), ("[[Nabe]] und mehr", False), ("nichts", True)):
        forget_notes(write)
        _save(runtime, one, text)
        assert (hub in noted(session)) is touched and f"page:{one}" in noted(session), text
    assert sources(world["hub"]) == 0


def _save(runtime, page: int, text: str) -> None:
    with runtime.database.transaction() as session:
        actor = make.actor(session, "ana")
        edit = PageEdit(session.get(Page, page).revision, text, None, None, "")
        service.save_page(session, actor, page, preparing.prepare(session, actor, page, edit))


def test_links_of_a_page_in_the_trash_do_not_count(world, write, session, sources) -> None:
    with write() as changing:
        one = make.page(changing, "ana", "alle", "Eins", "[[Nabe]]")
    assert sources(world["hub"]) == 1
    forget_notes(write)
    with write() as changing:
        moving.trash_page(changing, make.actor(changing, "ana"), one)
    assert sources(world["hub"]) == 0 and f"page:{world['hub']}" in noted(session)


def test_a_link_that_may_mean_several_pages_counts_for_the_nearest(world, write, sources) -> None:
    with write() as session:
        make.space(session, "ana", "zwei")
        far = make.page(session, "ana", "zwei", "Nabe", "x")
        make.page(session, "ana", "zwei", "Eins", "[[Nabe]]")
        make.page(session, "ana", "zwei", "Zwei", "[[Alle:Nabe]] [[Nabe]]")
        make.page(session, "ana", "alle", "Drei", "[[zwei:Nabe]]")
    assert (sources(far), sources(world["hub"])) == (3, 1)


def test_headings_are_at_their_offsets_in_the_text(world, write, runtime, session) -> None:
    text = "Vorab\n\n# Erste\n\nKontakt\n\n## Über *uns* & `mehr`\n\nText\n\n## Kontakt\n\nTelefon"
    with write() as changing:
        page = make.page(changing, "ana", "alle", "Gegliedert", text)
    hit = runtime.sources["page"].hits(session, reach(session, make.actor(session, "ben")), [page])[page]
    ids = [heading.id for heading in render(text).headings]
    assert [anchor[1:] for anchor in hit.anchors] == list(
        zip(ids, ["Erste", "Über uns & mehr", "Kontakt"], strict=True)
    )
    for offset, _, heading in hit.anchors:
        assert hit.passage_source[offset:].startswith(heading)
    assert hit.passage_source[hit.anchors[2][0] :].split("\n") == ["Kontakt", "Telefon"]


def test_pages_with_files_say_so(world, write, runtime, session) -> None:

    def states() -> list[str]:
        session.rollback()
        return list(runtime.sources["page"].documents(session, [world["hub"]])[0].states)

    assert states() == []
    with write() as changing:
        page = changing.get(Page, world["hub"])
        changing.add(Blob(sha256="a", size=1, mime="text/plain"))
        changing.flush()
        changing.add(Attachment(space_id=page.space_id, acl_id=page.acl_id, page_id=page.id, sha256="a", name="a",
                                size=1, mime="text/plain"))  # fmt: skip
    assert states() == ["attachment"] and f"page:{world['hub']}" in noted(session)
