"""Sources that others saved or cite rank higher, as far as every reader may see it; hits name the others."""

import pytest

from kms.access.policy import reach
from kms.bookmarks import service
from kms.links.models import Link
from tests import make

URL = "https://example.org/paper"


@pytest.fixture
def sources(runtime):
    """`sources(bookmark)`: what the index knows of it, after all jobs are done."""
    told: dict[int, int] = {}
    source = runtime.sources["bookmark"]

    def ask(bookmark: int) -> int:
        original = source.documents

        def watching(session, ids):
            found = original(session, ids)
            told.update({document.id: document.sources for document in found})
            return found

        source.documents = watching
        try:
            runtime.worker().drain(("links.changed", "index"))
        finally:
            source.documents = original
        return told[bookmark]

    return ask


def test_all_bookmarks_of_one_source_are_one_thing(runtime, write, session) -> None:
    with write() as changing:
        ids = [make.bookmark(changing, who, URL, audience="members") for who in ("ana", "ben")]
    one, other = runtime.sources["bookmark"].documents(session, ids)
    assert one.same == other.same and one.same.startswith("link:")


def test_others_who_saved_the_source_count_as_far_as_its_readers_see_them(write, team, sources) -> None:
    with write() as session:
        open_ = make.bookmark(session, "ana", URL, audience="members")
        closed = make.bookmark(session, "ben", URL, audience=f"group:{team}")
        make.bookmark(session, "cleo", URL, audience="private")
        make.bookmark(session, "root", URL, audience="private")
    assert sources(open_) == 0 and sources(closed) == 1
    with write() as session:
        make.bookmark(session, "lena", URL, audience="members")
    assert sources(open_) == 1 and sources(closed) == 2


def test_private_bookmarks_of_one_source_do_not_know_of_each_other(write, sources) -> None:
    with write() as session:
        mine = make.bookmark(session, "ana", URL, audience="private")
        make.bookmark(session, "cleo", URL, audience="private")
    assert sources(mine) == 0


def test_the_others_are_recounted_when_one_is_trashed_or_restored(write, sources) -> None:
    with write() as session:
        mine = make.bookmark(session, "ana", URL, audience="members")
        other = make.bookmark(session, "ben", URL, audience="members")
    assert sources(mine) == 1
    with write() as session:
        service.trash_bookmark(session, make.actor(session, "ben"), other)
    assert sources(mine) == 0
    with write() as session:
        service.restore_bookmark(session, make.actor(session, "ben"), other)
    assert sources(mine) == 1


def test_open_pages_that_cite_the_source_count(write, team, sources) -> None:
    with write() as session:
        mine = make.bookmark(session, "ana", URL, audience="members")
        make.space(session, "ana", "alle")
        make.space(session, "ana", "team", f"group:{team}")
    assert sources(mine) == 0
    with write() as session:
        make.page(session, "ana", "alle", "Offen", f"see <{URL}>")
        make.page(session, "ana", "team", "Geheim", f"see <{URL}>")
    assert sources(mine) == 1


def test_a_fetched_title_is_found(write, runtime, program) -> None:
    with write() as session:
        make.bookmark(session, "ana", URL, audience="members")
    runtime.worker().drain(("links.changed", "index"))
    with write() as session:
        session.query(Link).one().title = "Umwälzpumpen im Vergleich"
    runtime.worker().drain(("links.changed", "index"))
    assert program("ben")("GET", "/search", query_string={"q": "Umwälzpumpen"}).json["total"] == 1


def test_a_hit_names_those_savers_whom_the_reader_may_see(write, team, runtime, session) -> None:
    with write() as changing:
        mine = make.bookmark(changing, "ana", URL, audience="members")
        make.bookmark(changing, "ben", URL, audience=f"group:{team}")
        make.bookmark(changing, "lena", URL, audience="private")

    def savers(who: str) -> list[str]:
        hits = runtime.sources["bookmark"].hits(session, reach(session, make.actor(session, who)), [mine])
        return list(hits[mine].savers)

    assert savers("ana") == ["Ana", "Ben"] and savers("cleo") == ["Ana"] and savers("lena") == ["Ana", "Ben", "Lena"]
