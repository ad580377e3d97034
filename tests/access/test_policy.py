"""The one access rule, in its three implementations."""

import os

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from kms.access.models import Grant
from kms.access.policy import Actor, Level, level_of, reach, require
from kms.access.service import audience_list, own_list
from kms.bookmarks.models import Bookmark
from kms.core.errors import Forbidden, NotFound
from kms.core.reach import Reach
from kms.core.search_sources import SearchDocument
from kms.links.models import Link
from kms.search.engine.whoosh.index import Index
from tests import make
from tests.sampling import FULL, part

PRINCIPALS = ("members", "group:1", "group:2", "lead:1", "user:1", "user:2", "anyone")
grants = st.dictionaries(st.sampled_from(PRINCIPALS), st.sampled_from(list(Level)), min_size=1, max_size=4)
actors = st.builds(
    Actor,
    person_id=st.integers(1, 3),
    groups=st.sets(st.integers(1, 2)).map(lambda ids: tuple(sorted(ids))),
    leads=st.sets(st.integers(1, 1)).map(frozenset),
    ceiling=st.sampled_from([Level.MANAGE, Level.READ]),
)
arounds = st.tuples(st.none(), *(st.none() | st.integers(0, number - 1) for number in range(1, 4)))
"""What stands around each of four lists: nothing, or one of those before it."""
owners = st.lists(st.integers(1, 3), min_size=4, max_size=4)


def settled(**more: object) -> settings:
    """With one fixture for all; in continuous integration what fails is not made smaller, which takes minutes."""
    phases = [Phase.explicit, Phase.reuse, Phase.generate, *([] if os.environ.get("CI") == "1" else [Phase.shrink])]
    return settings(phases=phases, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], **more)


cases = given(lists=st.lists(grants, min_size=4, max_size=4), around=arounds, actor=actors, owners=owners)


@settled(max_examples=40)
@cases
def test_object_sql_and_index_agree(runtime, tmp_path_factory, lists, around, actor, owners) -> None:
    assert_agree(runtime, tmp_path_factory, lists, around, actor, owners)


@pytest.mark.prove
@pytest.mark.timeout(900)
@settled(max_examples=part(600, 6_000), derandomize=not FULL)
@cases
def test_object_sql_and_index_agree_on_many(runtime, tmp_path_factory, lists, around, actor, owners) -> None:
    assert_agree(runtime, tmp_path_factory, lists, around, actor, owners)


def assert_agree(runtime, tmp_path_factory, lists, around, actor, owners) -> None:
    """All ways to ask what the actor may do with a thing under each list answer alike."""
    index = Index(tmp_path_factory.mktemp("index"))
    with pytest.raises(RuntimeError), runtime.database.transaction() as session:
        acls: list[int] = []
        for entry, outer in zip(lists, around, strict=True):
            acls.append(own_list(session, entry, None if outer is None else acls[outer]))
        rows = []
        for number, (owner, acl) in enumerate(zip(owners, acls, strict=True)):
            link = Link(key=f"k{number}", url="https://example.org", site="example.org")
            session.add(link)
            session.flush()
            rows.append(Bookmark(owner_id=owner, acl_id=acl, link_id=link.id, url="x", title="word"))
        session.add_all(rows)
        session.flush()
        index.write(SearchDocument("bookmark", r.id, r.acl_id, r.owner_id, "word", "word") for r in rows)
        for level in Level:
            within = reach(session, actor, level)
            by_object = {row.id for row in rows if within.covers(row)}
            by_sql = set(session.scalars(select(Bookmark.id).where(within.where(Bookmark))))
            by_index = {id for _, id in index.find(None, within, limit=100).ids}
            by_level = {row.id for row in rows if (level_of(session, actor, row) or 0) >= level}
            assert by_object == by_sql == by_index == by_level
        raise RuntimeError


def test_an_empty_reach_sees_nothing(session) -> None:
    assert not Reach()
    assert session.scalars(select(Grant.id).where(Reach().where(Bookmark))).all() == []


def test_nobody_reaches_nothing(session) -> None:
    assert reach(session, None) == Reach()


def test_a_read_key_reaches_nothing_for_writing(runtime, session) -> None:
    ana = make.actor(session, "ana")
    key = Actor(ana.person_id, groups=ana.groups, ceiling=Level.READ)
    assert reach(session, key, Level.READ).owner_id == ana.person_id
    assert reach(session, key, Level.WRITE) == Reach()


def test_hidden_gives_404_and_readable_gives_403(write, session, team) -> None:
    with write() as changing:
        make.space(changing, "lena", "team", f"group:{team}")
        make.bookmark(changing, "ana", "https://example.org", audience=f"group:{team}")
    row = session.scalars(select(Bookmark)).one()
    with pytest.raises(NotFound):
        require(session, make.actor(session, "cleo"), row, Level.READ)
    with pytest.raises(Forbidden):
        require(session, make.actor(session, "ben"), row, Level.WRITE)
    require(session, make.actor(session, "ana"), row, Level.MANAGE)


def test_a_removed_member_loses_reach_at_once(write, session, team) -> None:
    from kms.accounts.groups import service as groups

    with write() as changing:
        make.space(changing, "lena", "team", f"group:{team}")
    before = reach(session, make.actor(session, "ben"))
    session.rollback()
    with write() as changing:
        lena, ben = make.actor(changing, "lena"), make.actor(changing, "ben")
        groups.remove_member(changing, lena, team, ben.person_id)
    after = reach(session, make.actor(session, "ben"))
    assert before.acl_ids - after.acl_ids


def test_lists_are_shared_by_audience(write) -> None:
    with write() as session:
        assert audience_list(session, "members") == audience_list(session, "members")
        assert audience_list(session, "private") != audience_list(session, "members")


def test_an_administrator_does_not_read_private_things(write, session) -> None:
    with write() as changing:
        make.bookmark(changing, "ana", "https://example.org")
    row = session.scalars(select(Bookmark)).one()
    assert level_of(session, make.actor(session, "root"), row) is None
