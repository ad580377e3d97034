"""What a list gives where others stand around it, and what nobody may hand out."""

from dataclasses import replace

import pytest
from sqlalchemy import select

from kms.access.policy import Level, level_of, needed_around, open_lists, reach, require
from kms.access.service import lists_around, own_list
from kms.bookmarks.models import Bookmark
from kms.core.errors import Forbidden, NotFound
from kms.core.reach import Reach
from kms.wiki.models import Page
from tests import make


@pytest.fixture
def foreign(write) -> int:
    """A group of cleo's that none of the others is in."""
    with write() as session:
        return make.group(session, "Vorstand", leads=("cleo",))


@pytest.mark.parametrize("groups", [["group:Team", "group:Vorstand"], ["group:Vorstand", "group:Team"]])
def test_a_group_of_one_s_own_opens_no_foreign_one_beside_it(program, foreign, groups) -> None:
    ana, root = program("ana"), program("root")
    wish = {"url": "https://example.org/leitern", "access": groups}
    refused = ana("PUT", "/bookmarks", wish)
    assert refused.status_code == 422 and "access" in refused.json["errors"]
    space = ana("POST", "/spaces", {"name": "Neu", "slug": "neu", "access": groups})
    assert space.status_code == 422 and "access" in space.json["errors"]
    assert ana("PUT", "/bookmarks", {**wish, "access": ["group:Team"]}).status_code == 201
    assert root("PUT", "/bookmarks", wish).status_code == 201


def within(write, inner: Level, outer: Level) -> None:
    """A bookmark of ana's whose list gives ben `inner`, within one that gives him `outer`."""
    with write() as session:
        ben = f"user:{make.actor(session, 'ben').person_id}"
        id = make.bookmark(session, "ana", "https://example.org/leitern")
        around = own_list(session, {ben: outer})
        session.get_one(Bookmark, id).acl_id = own_list(session, {ben: inner}, around)


@pytest.mark.parametrize("inner", list(Level))
@pytest.mark.parametrize("outer", list(Level))
def test_who_only_reads_what_stands_around_only_reads_inside(write, session, inner, outer) -> None:
    within(write, inner, outer)
    ben, thing = make.actor(session, "ben"), session.scalars(select(Bookmark)).one()
    held = Level.READ if outer == Level.READ else inner
    assert level_of(session, ben, thing) == held
    for level in Level:
        assert (thing.acl_id in reach(session, ben, level).acl_ids) == (level <= held)
    if held == Level.READ:
        with pytest.raises(Forbidden):
            require(session, ben, thing, Level.WRITE)


def nested(write, *levels: Level | None) -> None:
    """A bookmark of ana's whose lists, from the innermost out, give ben these levels."""
    with write() as session:
        ben = f"user:{make.actor(session, 'ben').person_id}"
        around = None
        for level in reversed(levels):
            around = own_list(session, {} if level is None else {ben: level}, around)
        session.get_one(Bookmark, make.bookmark(session, "ana", "https://example.org/leitern")).acl_id = around


W, R, M = Level.WRITE, Level.READ, Level.MANAGE


@pytest.mark.parametrize(
    ("levels", "held"),
    [((M, W, W), M), ((M, W, R), R), ((M, R, W), R), ((R, M, M), R), ((M, M, None), None), ((M, None, M), None)],
)
def test_each_list_around_counts_however_far_out_it_is(write, session, levels, held) -> None:
    nested(write, *levels)
    ben, thing = make.actor(session, "ben"), session.scalars(select(Bookmark)).one()
    assert level_of(session, ben, thing) == held
    assert [level for level in Level if thing.acl_id in reach(session, ben, level).acl_ids] == list(Level)[: held or 0]
    assert len(lists_around(session, thing.acl_id)) == 2


def test_a_key_that_may_only_read_changes_nothing_not_even_what_is_one_s_own(write, session) -> None:
    nested(write, M, M)
    thing = session.scalars(select(Bookmark)).one()
    for name in ("ana", "ben"):
        person = make.actor(session, name)
        key = replace(person, ceiling=Level.READ)
        assert (level_of(session, person, thing), level_of(session, key, thing)) == (M, R)
        assert reach(session, key).covers(thing) and reach(session, key, W) == Reach()


def test_what_is_hidden_is_missing_whatever_one_wants_with_it(write, session) -> None:
    nested(write, M, M)
    cleo, thing = make.actor(session, "cleo"), session.scalars(select(Bookmark)).one()
    for level in Level:
        with pytest.raises(NotFound):
            require(session, cleo, thing, level)


def test_an_empty_reach_covers_nothing_not_even_what_belongs_to_nobody() -> None:
    assert not Reach().covers(Page(acl_id=7))
    assert Reach(None, frozenset({7})).covers(Page(acl_id=7)) and not Reach(3).covers(Page(acl_id=7))


def test_what_everybody_may_read_stands_open_only_where_all_around_it_does(write, session, team) -> None:
    with write() as changing:
        group, everybody = own_list(changing, {f"group:{team}": R}), own_list(changing, {"members": R})
        closed, opened = (own_list(changing, {"members": R}, within) for within in (group, everybody))
    assert {everybody, opened} <= open_lists(session) and not {group, closed} & open_lists(session)


def test_the_list_around_must_give_as_much_as_is_wanted_but_never_more_than_writing() -> None:
    assert [needed_around(level) for level in Level] == [Level.READ, Level.WRITE, Level.WRITE]


def test_a_page_stays_readable_only_for_who_lost_the_right_to_write_in_its_space(write, team, browser) -> None:
    from tests.access.test_restricting import restrict

    with write() as session:
        make.space(session, "lena", "team", f"group:{team}")
        page = make.page(session, "ana", "team", "Personal", "geheimwort")
    restrict(write, "ana", page, "ben")
    assert browser("ben").get(f"/p/{page}/edit").status_code == 200
    with write() as session:
        make.share(session, "lena", "team", lena=Level.MANAGE, ana=Level.WRITE, ben=Level.READ)
    ben = browser("ben")
    assert ben.get(f"/p/{page}/personal").status_code == 200
    assert [ben.get(f"/p/{page}/{way}").status_code for way in ("edit", "share")] == [403, 403]
    assert browser("ana").get(f"/p/{page}/edit").status_code == 200


def test_who_leads_the_group_of_a_new_space_manages_it_and_its_members_write(write, team, browser) -> None:
    with write() as session:
        make.space(session, "ana", "team", f"group:{team}")
    lena, ben = browser("lena"), browser("ben")
    assert lena.get("/spaces/team/share").status_code == 200
    assert lena.post("/spaces/team/settings", name="Werkstatt").status_code == 303
    assert ben.get("/spaces/team/new").status_code == 200
    assert ben.get("/spaces/team/share").status_code == 403
    assert browser("cleo").get("/spaces/team").status_code == 404
