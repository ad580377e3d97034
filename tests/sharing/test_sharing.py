"""Sharing in words: who can see what and why, what a change means, and what nobody may grant."""

import re

import pytest
from sqlalchemy import select

from kms.access.models import Grant
from kms.access.policy import Level
from kms.access.service import grants_of, own_list
from kms.accounts.models import Person
from kms.bookmarks.models import Bookmark
from kms.core.clock import now
from kms.core.errors import Invalid
from kms.sharing.effective_access import people_of
from kms.sharing.service import check
from kms.sharing.shareable import SharingChange, SharingState
from kms.wiki.models import Space
from tests import make


@pytest.fixture
def space(write, team) -> None:
    with write() as session:
        make.space(session, "lena", "team", f"group:{team}")


def fields(page) -> dict[str, object]:
    """What the form on the page would send."""
    lines = re.findall(r'<option value="([^"]+)" selected>', page.text)
    fixed = re.findall(r'name="line" value="([^"]+)"', page.text)
    found: dict[str, object] = {"line": [line for line in [*fixed, *lines] if "=" in line]}
    for name in ("seen", "shown"):
        found[name] = re.search(rf'name="{name}" value="([^"]*)"', page.text).group(1)
    return found


def share(client, address: str, *, step: str = "show", **more):
    """Send the form as it is, with changes."""
    return client.post(address, **{**fields(client.get(address)), "step": step, **more})


def apply(client, address: str, **more):
    """Preview the change, then apply exactly that."""
    shown = share(client, address, **more)
    return client.post(address, **{**fields(shown), "step": "apply", **more, "shown": fields(shown)["shown"]})


def ids(session, *names: str) -> list[str]:
    return [f"user:{make.actor(session, name).person_id}" for name in names]


def test_every_reader_sees_who_else_can_and_why(browser, space) -> None:
    page = browser("ben").get("/spaces/team/access")
    assert "3 people" in page.text
    assert "through the group Team, which may edit the space “Team”" in page.text
    assert "leads the group Team" in page.text or "by name: may manage the space “Team”" in page.text
    assert browser("cleo").get("/spaces/team/access").status_code == 404


def test_suspended_people_are_not_listed(browser, space, write) -> None:
    with write() as session:
        session.get(Person, make.actor(session, "ben").person_id).suspended_at = now()
    page = browser("ana").get("/spaces/team/access")
    assert "Ana" in page.text and "Ben" not in page.text and "2 people" in page.text


def test_only_managers_open_the_dialog_of_a_space(browser, space) -> None:
    assert browser("lena").get("/spaces/team/share").status_code == 200
    assert browser("ben").get("/spaces/team/share").status_code == 403
    assert browser("cleo").get("/spaces/team/share").status_code == 404


def test_adding_a_person_first_says_who_gains_then_grants_access(browser, space) -> None:
    lena, cleo = browser("lena"), browser("cleo")
    shown = share(lena, "/spaces/team/share", step="add", add="Cleo (cleo)", add_level="read")
    assert "Gain access" in shown.text and "Cleo" in shown.text
    assert cleo.get("/spaces/team").status_code == 404
    sent = {**fields(shown), "step": "apply"}
    assert lena.post("/spaces/team/share", **sent).status_code == 303
    assert cleo.get("/spaces/team").status_code == 200
    assert cleo.get("/spaces/team/new").status_code == 404
    assert "Team (3 people), Cleo" in cleo.get("/spaces/team").text


def test_only_what_was_shown_is_applied(browser, space, session) -> None:
    lena = browser("lena")
    sent = fields(share(lena, "/spaces/team/share"))
    sent["line"] = [*sent["line"], *(f"{name}=manage" for name in ids(session, "cleo"))]
    answer = lena.post("/spaces/team/share", **{**sent, "step": "apply"})
    assert answer.status_code == 200 and "Gain access" in answer.text
    assert browser("cleo").get("/spaces/team").status_code == 404


def test_a_change_by_another_meanwhile_is_not_overwritten(browser, space) -> None:
    lena, other = browser("lena"), browser("lena")
    sent = fields(share(lena, "/spaces/team/share", step="add", add="cleo"))
    assert apply(other, "/spaces/team/share", step="add", add="root").status_code in (200, 303)
    share_root = fields(share(other, "/spaces/team/share", step="add", add="root"))
    other.post("/spaces/team/share", **{**share_root, "step": "apply"})
    late = lena.post("/spaces/team/share", **{**sent, "step": "apply"})
    assert late.status_code == 422 and "Somebody changed the access meanwhile" in late.text
    assert browser("cleo").get("/spaces/team").status_code == 404


def test_nobody_shares_with_a_group_they_are_not_in(browser, space, write) -> None:
    with write() as session:
        other = make.group(session, "Vorstand", leads=("cleo",))
    lena = browser("lena")
    assert share(lena, "/spaces/team/share", step="add", add="Vorstand").status_code == 422
    sent = fields(share(lena, "/spaces/team/share"))
    sent["line"] = [*sent["line"], f"group:{other}=read"]
    again = lena.post("/spaces/team/share", **{**sent, "step": "show"})
    forced = lena.post("/spaces/team/share", **{**fields(again), "line": sent["line"], "step": "apply"})
    assert forced.status_code == 422 and "groups you belong to" in forced.text


def test_the_last_manager_stays_and_nobody_locks_themselves_out_unconfirmed(browser, write, session) -> None:
    with write() as changing:
        make.space(changing, "ana", "anas", "private")
    ana = browser("ana")
    [me] = ids(session, "ana")
    gone = apply(ana, "/spaces/anas/share", line=[f"{me}=read"])
    assert gone.status_code == 422 and "Somebody must be able to manage it" in gone.text
    [ben] = ids(session, "ben")
    handed = [f"{ben}=manage"]
    assert "You would lose access yourself" in apply(ana, "/spaces/anas/share", line=handed).text
    assert apply(ana, "/spaces/anas/share", line=handed, leave="1").status_code == 303
    assert ana.get("/spaces/anas").status_code == 404


def test_settings_of_a_space_leave_its_access_alone(browser, space, session) -> None:
    acl_id = session.scalar(select(Space.acl_id).where(Space.slug == "team"))
    before = grants_of(session, acl_id)
    session.rollback()
    assert browser("lena").post("/spaces/team/settings", name="Neu", access="everyone").status_code == 303
    assert grants_of(session, acl_id) == before


def test_a_bookmark_is_shared_with_a_person_and_only_its_owner_shares_it(browser, write, session) -> None:
    with write() as changing:
        mark = make.bookmark(changing, "ana", "https://example.org/", "Leitern")
    ana, cleo = browser("ana"), browser("cleo")
    assert cleo.get(f"/b/{mark}").status_code == 404
    shown = share(ana, f"/b/{mark}/share", step="add", add="cleo")
    assert ana.post(f"/b/{mark}/share", **{**fields(shown), "step": "apply"}).status_code == 303
    assert "Visible to: Cleo" in ana.get(f"/b/{mark}").text
    assert cleo.get(f"/b/{mark}").status_code == 200
    assert cleo.get(f"/b/{mark}/share").status_code == 403
    assert "saved it" in cleo.get(f"/b/{mark}/access").text
    assert browser("ben").get(f"/b/{mark}/access").status_code == 404
    kept = ana.get(f"/b/{mark}/edit").text
    assert 'value="keep" checked' in kept
    ana.post(f"/b/{mark}/edit", url="https://example.org/", title="Neu", access="keep")
    assert cleo.get(f"/b/{mark}").status_code == 200
    row = session.scalars(select(Bookmark)).one()
    assert set(session.scalars(select(Grant.level).where(Grant.acl_id == row.acl_id))) == {Level.READ}


def test_everybody_finds_people_and_only_their_own_groups_to_share_with(browser) -> None:
    assert browser("ben").get("/complete/sharing?q=te").json == ["Team"]
    assert browser("cleo").get("/complete/sharing?q=te").json == []
    assert browser("cleo").get("/complete/sharing?q=be").json == ["Ben (ben)"]
    assert browser("guest").get("/complete/sharing?q=be").status_code == 302


def test_api_clients_preview_what_a_change_means(program, space) -> None:
    lena, ben, cleo = program("lena"), program("ben"), program("cleo")
    before = ben("GET", "/spaces/team/access").json
    assert {"who": "group:Team", "level": "write"} in before["grants"] and before["readers"] == 3
    wish = [*before["grants"], {"who": "person:cleo", "level": "read"}]
    tried = lena("PUT", "/spaces/team/access", {"grants": wish, "dry_run": True}).json
    assert tried["gain"] == {"count": 1, "names": ["Cleo"]} and tried["applied"] is False
    assert cleo("GET", "/spaces/team/access").status_code == 404
    assert ben("PUT", "/spaces/team/access", {"grants": wish}).status_code == 403
    assert program("lena", "read")("PUT", "/spaces/team/access", {"grants": wish}).status_code == 403
    assert lena("PUT", "/spaces/team/access", {"grants": []}).status_code == 422
    assert lena("PUT", "/spaces/team/access", {"grants": wish}).json["applied"] is True
    assert cleo("GET", "/spaces/team/access").status_code == 200


def test_api_clients_restrict_pages_share_bookmarks_and_answer_requests(program, space, write) -> None:
    with write() as session:
        page = make.page(session, "ana", "team", "Personal")
        mark = make.bookmark(session, "ana", "https://example.org/")
        make.actor(session, "ana")
    ana, ben, cleo, lena = (program(name) for name in ("ana", "ben", "cleo", "lena"))
    me = {"who": "person:ana", "level": "manage"}
    kept = [{"who": "person:lena", "level": "manage"}, {"who": "leads:Team", "level": "manage"}]
    assert ana("PUT", f"/pages/{page}/access", {"grants": [me]}).status_code == 422
    assert ana("PUT", f"/pages/{page}/access", {"grants": [me, *kept]}).json["lose"]["names"] == ["Ben"]
    assert ben("GET", f"/pages/{page}/access").status_code == 404
    assert ana("GET", f"/pages/{page}/access").json["narrowed"] is True
    ana("PUT", f"/bookmarks/{mark}/access", {"grants": [{"who": "person:cleo", "level": "read"}]})
    assert cleo("GET", f"/bookmarks/{mark}/access").json["readers"] == 2
    assert cleo("PUT", f"/bookmarks/{mark}/access", {"grants": []}).status_code == 403
    assert cleo("POST", "/spaces/team/requests", {"note": "bitte"}).status_code == 404
    with write() as session:
        session.scalars(select(Space)).one().takes_requests = True
    assert cleo("POST", "/spaces/team/requests", {"note": "bitte"}).status_code == 204
    assert cleo("GET", "/spaces-on-request").json["items"][0]["state"] == "waiting"
    [asked] = lena("GET", "/spaces/team/requests").json["items"]
    assert ben("PUT", f"/spaces/team/requests/{asked['id']}", {"level": "read"}).status_code == 403
    assert lena("PUT", f"/spaces/team/requests/{asked['id']}", {"level": "read"}).status_code == 204
    assert cleo("GET", "/spaces/team/access").status_code == 200


@pytest.mark.parametrize("who", ["group:Vorstand", "leads:Vorstand"])
def test_neither_a_foreign_group_nor_its_leads_are_let_in(program, space, write, who) -> None:
    with write() as session:
        make.group(session, "Vorstand", leads=("cleo",))
    lena = program("lena")
    wish = [*lena("GET", "/spaces/team/access").json["grants"], {"who": who, "level": "read"}]
    assert lena("PUT", "/spaces/team/access", {"grants": wish}).status_code == 422
    assert program("cleo")("GET", "/spaces/team/access").status_code == 404


def test_a_foreign_group_is_not_even_known_by_its_name(browser, space, write) -> None:
    with write() as session:
        make.group(session, "Vorstand", leads=("cleo",))
    lena = browser("lena")
    foreign, missing = (share(lena, "/spaces/team/share", step="add", add=name) for name in ("Vorstand", "Vorhang"))
    assert foreign.status_code == missing.status_code == 422
    assert all("none of your groups is called so" in answer.text for answer in (foreign, missing))


def test_leads_are_told_apart_from_members(write, session, team) -> None:
    with write() as changing:
        leads, members = (own_list(changing, {f"{kind}:{team}": Level.READ}) for kind in ("lead", "group"))
    lena, ana, ben = (make.actor(session, name).person_id for name in ("lena", "ana", "ben"))
    assert people_of(session, leads) == {lena} and people_of(session, members) == {lena, ana, ben}


def test_who_is_suspended_does_not_count_as_let_in_nor_as_a_manager(write, session, team) -> None:
    with write() as changing:
        members = own_list(changing, {f"group:{team}": Level.READ})
        ana, ben, lena = (make.actor(changing, name).person_id for name in ("ana", "ben", "lena"))
        changing.get_one(Person, ben).suspended_at = now()
    assert people_of(session, members) == {ana, lena}
    root, managers = make.actor(session, "root"), {f"user:{person}": Level.MANAGE for person in (ben, lena)}
    check(session, root, SharingState(managers), SharingChange({f"user:{lena}": Level.MANAGE}))
    with pytest.raises(Invalid, match="Somebody must be able to manage it"):
        check(session, root, SharingState(managers), SharingChange({f"user:{ben}": Level.MANAGE}))


def test_a_bookmark_is_shared_to_be_read_and_nothing_more(program, write) -> None:
    with write() as session:
        mark = make.bookmark(session, "ana", "https://example.org/")
    ana = program("ana")
    for level, status in (("write", 422), ("read", 200)):
        wish = [{"who": "person:cleo", "level": level}]
        assert ana("PUT", f"/bookmarks/{mark}/access", {"grants": wish}).status_code == status


def test_who_is_on_the_list_already_stays_whoever_changes_it(write, session) -> None:
    with write() as changing:
        board = make.group(changing, "Vorstand", leads=("cleo",))
    lena = make.actor(session, "lena")
    kept = {f"user:{lena.person_id}": Level.MANAGE, f"group:{board}": Level.READ}
    check(session, lena, SharingState(kept), SharingChange(kept))
    with pytest.raises(Invalid, match="groups you belong to"):
        check(session, lena, SharingState(kept), SharingChange({**kept, f"lead:{board}": Level.READ}))
