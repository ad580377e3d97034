"""Restricted pages: a page and everything below it for fewer people, wherever a page can appear."""

import io

import pytest
from sqlalchemy import select

from kms.access.policy import Level, reach
from kms.access.service import lists_around
from kms.accounts.groups import service as groups
from kms.core.errors import Forbidden, Invalid, NotFound
from kms.files.service import store_upload
from kms.sharing.shareable import SharingChange
from kms.wiki.drafting import service as drafts
from kms.wiki.drafting.inputs import DraftWords
from kms.wiki.files import service as files
from kms.wiki.models import Attachment, Page
from kms.wiki.moving import service as moving
from kms.wiki.moving.inputs import PageMove
from kms.wiki.pages import queries, tree
from kms.wiki.reading.source import PageSource
from kms.wiki.sharing import restricting
from kms.wiki.sharing.service import SharedPage
from tests import make
from tests.sharing.test_sharing import fields, share


@pytest.fixture
def pages(write, team) -> dict[str, int]:
    """A space of the group with "Personal" and "Gehalt" below it, and a page that links there."""
    with write() as session:
        make.space(session, "lena", "team", f"group:{team}")
        top = make.page(session, "ana", "team", "Personal", "geheimwort")
        below = make.page(session, "ana", "team", "Gehalt", "geheimwort unten", parent=top)
        other = make.page(session, "ben", "team", "Anders", "siehe [[Personal]] und [[Gehalt]]")
    return {"top": top, "below": below, "other": other}


def restrict(write, by: str, page: int, *names: str, level: Level = Level.MANAGE) -> None:
    """Restrict to these people (and those who manage the space)."""
    with write() as session:
        actor = make.actor(session, by)
        scene = SharedPage(actor, page).state(session)
        lines = {f"user:{make.actor(session, name).person_id}": level for name in names}
        kept = dict.fromkeys(scene.staying, Level.MANAGE)
        own = {f"user:{actor.person_id}": Level.MANAGE}
        SharedPage(actor, page).apply(session, SharingChange({**kept, **lines, **own}, narrowed=True))


def test_a_restricted_page_and_all_below_it_are_gone_for_the_others(browser, program, write, pages, index_all) -> None:
    restrict(write, "ana", pages["top"])
    index_all()
    ana, ben = browser("ana"), browser("ben")
    for page in (pages["top"], pages["below"]):
        assert ana.get(f"/p/{page}", follow_redirects=True).status_code == 200
        for way in ("", "/edit", "/history", "/share", "/access", "/move"):
            assert ben.get(f"/p/{page}{way}").status_code == 404
        assert program("ben")("GET", f"/pages/{page}").status_code == 404
    for address in ("/spaces/team", "/changes", "/search?q=geheimwort", "/complete/links?q=Gehalt&space=team"):
        assert "Gehalt" not in ben.get(address).text.replace('"create":"Gehalt"', "")
        assert "geheimwort unten" not in ben.get(address).text
    assert f"/p/{pages['below']}" not in ben.get(f"/p/{pages['other']}/anders").text
    assert "Gehalt" in ana.get("/search?q=geheimwort").text
    assert "Restricted. Visible to: Ana, Lena" in ana.get(f"/p/{pages['below']}", follow_redirects=True).text


def test_the_tree_does_not_even_show_that_something_is_below(write, pages, session) -> None:
    restrict(write, "ana", pages["below"])
    ben, ana = (reach(session, make.actor(session, name)) for name in ("ben", "ana"))
    space = session.get(Page, pages["top"]).space_id
    found = {node.id: node.has_children for node in tree.tree(session, ben, space)}
    assert found[pages["top"]] is False
    assert {node.id: node.has_children for node in tree.tree(session, ana, space)}[pages["top"]] is True


def test_files_go_with_their_page(runtime, write, pages, session, browser) -> None:
    upload = store_upload(runtime.files, runtime.files.receive(io.BytesIO(b"geheim"), 100), "gehalt.txt")
    with write() as changing:
        file = files.attach(changing, make.actor(changing, "ana"), "team", pages["below"], upload).id
    assert browser("ben").get(f"/files/{file}").status_code == 200
    restrict(write, "ana", pages["top"])
    for way in ("", "/text", "/access"):
        assert browser("ben").get(f"/files/{file}{way}").status_code == 404
    assert browser("ana").get(f"/files/{file}").status_code == 200
    assert "2 people" in browser("ana").get(f"/files/{file}/access").text


def test_losing_the_space_loses_its_restricted_pages(write, pages, team, browser) -> None:
    restrict(write, "ana", pages["top"], "ben")
    assert browser("ben").get(f"/p/{pages['below']}/gehalt").status_code == 200
    with write() as session:
        groups.remove_member(session, make.actor(session, "lena"), team, make.actor(session, "ben").person_id)
    assert browser("ben").get(f"/p/{pages['below']}/gehalt").status_code == 404
    assert "Ben" not in browser("ana").get(f"/p/{pages['below']}/access").text


def test_a_restriction_opens_nothing_to_those_outside_the_space(browser, write, pages) -> None:
    ana = browser("ana")
    shown = share(ana, f"/p/{pages['top']}/share", narrowed="1")
    answer = ana.post(f"/p/{pages['top']}/share", **{**fields(shown), "narrowed": "1", "step": "add", "add": "cleo"})
    assert answer.status_code == 422 and "cannot read what this stands in" in answer.text
    with pytest.raises(Invalid):
        restrict(write, "ana", pages["top"], "cleo")


def test_the_dialog_says_who_loses_a_page_and_restricts_it(browser, pages) -> None:
    ana = browser("ana")
    shown = share(ana, f"/p/{pages['top']}/share", narrowed="1")
    assert "Lose access" in shown.text and "Ben" in shown.text
    done = ana.post(f"/p/{pages['top']}/share", **{**fields(shown), "narrowed": "1", "step": "apply"})
    assert done.status_code == 303
    assert browser("ben").get(f"/p/{pages['top']}").status_code == 404
    assert browser("lena").get(f"/p/{pages['top']}/personal").status_code == 200
    back = share(ana, f"/p/{pages['top']}/share", narrowed="0")
    assert "Gain access" in back.text
    ana.post(f"/p/{pages['top']}/share", **{**fields(back), "narrowed": "0", "step": "apply"})
    assert browser("ben").get(f"/p/{pages['top']}/personal").status_code == 200


def test_those_who_manage_the_space_stay_unless_one_of_them_decides_otherwise(write, pages, browser) -> None:
    with pytest.raises(Invalid), write() as session:
        ana = make.actor(session, "ana")
        own = {f"user:{ana.person_id}": Level.MANAGE}
        SharedPage(ana, pages["top"]).apply(session, SharingChange(own, narrowed=True))
    restrict(write, "lena", pages["top"], "ben")
    assert browser("ana").get(f"/p/{pages['top']}").status_code == 404


def test_writers_of_a_restricted_page_cannot_change_its_list(write, pages, browser) -> None:
    restrict(write, "ana", pages["top"], "ben", level=Level.WRITE)
    ben = browser("ben")
    assert ben.get(f"/p/{pages['top']}/edit").status_code == 200
    assert ben.get(f"/p/{pages['top']}/share").status_code == 403
    assert ben.post(f"/p/{pages['top']}/share", narrowed="0", step="apply").status_code == 403


def test_a_page_made_below_a_restricted_one_is_restricted_too(write, pages, browser, session) -> None:
    restrict(write, "ana", pages["top"])
    with write() as changing:
        new = make.page(changing, "ana", "team", "Neu", "neu", parent=pages["below"])
        with pytest.raises(Invalid):
            make.page(changing, "ben", "team", "Fremd", parent=pages["top"])
    assert browser("ben").get(f"/p/{new}").status_code == 404
    assert session.get(Page, new).acl_id == session.get(Page, pages["top"]).acl_id


def test_moving_into_a_restriction_says_who_loses_and_restricts_the_page(write, pages, browser, session) -> None:
    restrict(write, "ana", pages["top"])
    ana = browser("ana")
    asked = ana.post(f"/p/{pages['other']}/move", space="team", parent=str(pages["top"]))
    assert asked.status_code == 200 and "Lose access" in asked.text and "Ben" in asked.text
    assert browser("ben").get(f"/p/{pages['other']}/anders").status_code == 200
    assert move(ana, asked, pages["other"], space="team", parent=str(pages["top"])).status_code == 303
    assert session.get(Page, pages["other"]).parent_id == pages["top"]
    assert browser("ben").get(f"/p/{pages['other']}").status_code == 404


def move(client, asked, page: int, **fields: str):
    """Move, as confirmed in the preview."""
    import re

    shown = re.search(r'name="shown" value="([^"]+)"', asked.text).group(1)
    return client.post(f"/p/{page}/move", shown=shown, **fields)


def test_only_managers_of_a_restriction_take_a_page_out_of_it(write, pages, browser, session) -> None:
    restrict(write, "ana", pages["top"], "ben", level=Level.WRITE)
    with pytest.raises(Forbidden), write() as changing:
        moving.move_page(changing, make.actor(changing, "ben"), pages["below"], PageMove("team", None))
    ana = browser("ana")
    asked = ana.post(f"/p/{pages['below']}/move", space="team", parent="")
    assert asked.status_code == 303  # nobody gains: ben and lena are the whole group apart from her
    moved = session.get(Page, pages["below"])
    assert (moved.parent_id, moved.path) == (None, f"/{pages['below']}/")


def test_a_restriction_goes_along_when_its_page_is_moved(write, pages, browser, team, session) -> None:
    restrict(write, "ana", pages["below"])
    with write() as changing:
        make.space(changing, "ana", "alle")
        moving.move_page(changing, make.actor(changing, "ana"), pages["top"], PageMove("alle", None))
    assert browser("cleo").get(f"/p/{pages['top']}/personal").status_code == 200
    assert browser("cleo").get(f"/p/{pages['below']}").status_code == 404
    assert browser("ben").get(f"/p/{pages['below']}").status_code == 404
    assert browser("ana").get(f"/p/{pages['below']}/gehalt").status_code == 200


def test_a_page_restored_alone_stays_restricted(write, pages, browser) -> None:
    restrict(write, "ana", pages["top"])
    with write() as session:
        ana = make.actor(session, "ana")
        moving.trash_page(session, ana, pages["below"])
    with write() as session:
        moving.trash_page(session, make.actor(session, "ana"), pages["top"])
    with write() as session:
        moving.restore_page(session, make.actor(session, "ana"), pages["below"])
    assert browser("ben").get(f"/p/{pages['below']}").status_code == 404
    assert browser("ana").get(f"/p/{pages['below']}/gehalt").status_code == 200


def test_who_is_let_into_a_page_later_is_not_let_into_what_was_restored_out_of_it(write, pages, browser) -> None:
    restrict(write, "ana", pages["top"])
    for change, page in (
        (moving.trash_page, "below"),
        (moving.trash_page, "top"),
        (moving.restore_page, "below"),
        (moving.restore_page, "top"),
    ):
        with write() as session:
            change(session, make.actor(session, "ana"), pages[page])
    restrict(write, "ana", pages["top"], "ben")
    ben = browser("ben")
    assert ben.get(f"/p/{pages['top']}/personal").status_code == 200
    assert ben.get(f"/p/{pages['below']}").status_code == 404


def test_the_count_of_trashed_pages_reveals_no_hidden_page(write, pages) -> None:
    restrict(write, "ana", pages["below"])
    with write() as session:
        assert moving.trash_page(session, make.actor(session, "ben"), pages["top"]).below == 0


def test_only_those_who_look_after_a_page_trashed_unseen_are_notified(write, pages, browser, program) -> None:
    restrict(write, "ana", pages["below"])
    ben = browser("ben")
    answer = ben.post(f"/p/{pages['top']}/trash")
    said = ben.get(answer.location.removeprefix("http://wiki.test")).text
    assert "“Personal” is in the trash." in said and "below" not in said and "Gehalt" not in said
    assert "Gehalt" not in ben.get("/trash").text
    (told,) = program("ana")("GET", "/notices").json["items"]
    assert (told["kind"], told["about_kind"], told["by"]) == ("page.gone_along", "space", "Ben")
    assert [program(name)("GET", "/notices").json["items"] for name in ("ben", "lena", "cleo")] == [[], [], []]
    assert browser("ana").post(f"/p/{pages['below']}/untrash").status_code == 303
    assert ben.get(f"/p/{pages['below']}").status_code == 404


def test_trashing_with_and_without_hidden_pages_below_reads_the_same(write, pages, browser) -> None:
    with write() as session:
        alone = make.page(session, "ana", "team", "Einzeln", "x")
    restrict(write, "ana", pages["below"])
    ben, answers = browser("ben"), []
    for page, title in ((pages["top"], "Personal"), (alone, "Einzeln")):
        answer = ben.post(f"/p/{page}/trash")
        sentence = ben.get("/notices").text.partition("in the trash.")[0].rpartition("“")[2]
        answers.append((answer.status_code, answer.location, sentence.replace(title, "")))
    assert answers[0] == answers[1] and answers[0][0] == 303


def test_trashing_a_visible_page_does_not_notify_those_who_look_after_it(write, pages, program) -> None:
    with write() as session:
        moving.trash_page(session, make.actor(session, "ben"), pages["top"])
    assert program("ana")("GET", "/notices").json["items"] == []


def test_a_draft_of_a_page_that_became_restricted_stays_and_reveals_no_more(write, pages, browser) -> None:
    words = {"page": pages["top"], "base_revision": 1, "title": "Personal", "text": "bens Worte"}
    with write() as session:
        drafts.keep(session, make.actor(session, "ben"), "bens-entwurf", DraftWords.parse(words))
        make.page(session, "ana", "team", "Geheimer Titel", parent=pages["top"])
    restrict(write, "ana", pages["top"])
    ben = browser("ben")
    assert "bens Worte" in ben.get("/drafts/bens-entwurf").text
    saved = ben.post(f"/p/{pages['top']}/edit", base_revision="1", title="Personal", text="bens Worte")
    assert saved.status_code == 404
    assert "geheimwort" not in ben.get("/drafts/bens-entwurf").text + ben.get("/").text


def test_files_for_an_unsaved_page_belong_to_its_author_alone(runtime, write, pages, browser, session) -> None:
    upload = store_upload(runtime.files, runtime.files.receive(io.BytesIO(b"noch nicht"), 100), "entwurf.txt")
    with write() as changing:
        file = files.attach(changing, make.actor(changing, "ana"), "team", None, upload).id
    assert browser("ana").get(f"/files/{file}").status_code == 200
    assert browser("ben").get(f"/files/{file}").status_code == 404
    with pytest.raises(NotFound), write() as changing:
        files.detach(changing, make.actor(changing, "ben"), file)
    with write() as changing:
        make.page(changing, "ben", "team", "Diebesgut", f"![x](/files/{file})")
    assert session.get(Attachment, file).page_id is None


def test_removal_while_somebody_edits_prevents_saving(write, pages, browser) -> None:
    ben = browser("ben")
    ben.get(f"/p/{pages['top']}/edit")
    restrict(write, "ana", pages["top"])
    answer = ben.post(f"/p/{pages['top']}/edit", base_revision="1", title="Personal", text="geheimwort\n\nvon ben")
    assert answer.status_code == 404 and "geheimwort\n\nvon ben" not in answer.text


def test_sources_that_some_readers_cannot_see_are_named_to_those_who_can(write, pages, browser) -> None:
    with write() as session:
        make.space(session, "ana", "alle")
        open_page = make.page(session, "ana", "alle", "Offen", f"siehe [das](/p/{pages['top']})")
    ana = browser("ana")
    page = ana.get(f"/p/{open_page}/access")
    assert "Not all of these people can see" in page.text and "Personal" in page.text
    assert "Personal" not in browser("cleo").get(f"/p/{open_page}/access").text


def test_lifting_the_outer_restriction_keeps_the_inner_one(write, pages, session, browser) -> None:
    restrict(write, "ana", pages["top"], "ben")
    restrict(write, "ana", pages["below"])
    with write() as changing:
        ana = make.actor(changing, "ana")
        SharedPage(ana, pages["top"]).apply(changing, SharingChange({}, narrowed=False))
    assert browser("ben").get(f"/p/{pages['top']}/personal").status_code == 200
    assert browser("ben").get(f"/p/{pages['below']}").status_code == 404
    space = queries.get_space(session, reach(session, make.actor(session, "ana")), "team")
    below = session.scalars(select(Page).where(Page.id == pages["below"])).one()
    assert restricting.guards_of(session, below.id, below.acl_id, below.path).around == (space.acl_id,)


def test_the_search_forgets_a_page_for_those_who_lost_it(write, pages, program, index_all) -> None:
    def found(name: str) -> int:
        return program(name)("GET", "/search?q=geheimwort").json["total"]

    index_all()
    assert [found(name) for name in ("ana", "ben")] == [2, 2]
    restrict(write, "ana", pages["top"])
    index_all()
    assert [found(name) for name in ("ana", "ben")] == [2, 0]


def test_a_restriction_within_a_restriction_stays_within_it_when_another_is_put_around(write, pages, session) -> None:
    with write() as changing:
        inmost = make.page(changing, "ana", "team", "Prämien", "geheimwort", parent=pages["below"])
    for page in (pages["below"], inmost, pages["top"]):
        restrict(write, "ana", page, "ben")
    lists = [session.get_one(Page, page).acl_id for page in (inmost, pages["below"], pages["top"])]
    assert lists_around(session, lists[0])[:2] == lists[1:]
    session.rollback()
    restrict(write, "ana", pages["below"])
    seen = queries.find_pages(session, reach(session, make.actor(session, "ben")), [inmost, *pages.values()])
    assert set(seen) == {pages["top"], pages["other"]}


def test_a_restriction_that_goes_along_narrows_what_its_page_stands_in_now(write, pages, browser) -> None:
    restrict(write, "ana", pages["top"], "ben")
    ben = browser("ben")
    assert ben.get(f"/p/{pages['top']}/personal").status_code == 200
    with write() as session:
        make.space(session, "ana", "anas", "private")
        moving.move_page(session, make.actor(session, "ana"), pages["top"], PageMove("anas", None))
    assert [ben.get(f"/p/{pages[name]}").status_code for name in ("top", "below")] == [404, 404]
    assert browser("ana").get(f"/p/{pages['top']}/personal").status_code == 200


def test_a_page_is_moved_only_where_one_may_write(write, pages, session) -> None:
    with write() as changing:
        make.space(changing, "lena", "lenas", "private")
        make.share(changing, "lena", "lenas", lena=Level.MANAGE, ben=Level.READ)
    with pytest.raises(Forbidden), write() as changing:
        moving.move_page(changing, make.actor(changing, "ben"), pages["other"], PageMove("lenas", None))
    with pytest.raises(NotFound), write() as changing:
        moving.move_page(changing, make.actor(changing, "ana"), pages["other"], PageMove("lenas", None))
    with write() as changing:
        moving.move_page(changing, make.actor(changing, "lena"), pages["other"], PageMove("lenas", None))


def test_no_page_is_moved_below_itself(write, pages) -> None:
    for parent in ("top", "below"):
        with pytest.raises(Invalid), write() as changing:
            moving.move_page(changing, make.actor(changing, "ana"), pages["top"], PageMove("team", pages[parent]))


def test_changing_the_access_is_offered_only_to_who_may(write, pages, browser) -> None:
    def offered(name: str, page: str) -> bool:
        return f"/p/{pages[page]}/share" in browser(name).get(f"/p/{pages[page]}/access").text

    restrict(write, "ana", pages["top"], "ben", level=Level.WRITE)
    assert [offered("ana", "top"), offered("ben", "top"), offered("ben", "other")] == [True, False, True]
    with write() as session:
        make.share(session, "lena", "team", lena=Level.MANAGE, ana=Level.WRITE, ben=Level.READ)
    assert [offered("ana", "other"), offered("ben", "other")] == [True, False]


def test_no_title_from_outside_a_restriction_is_kept_with_what_is_inside(write, pages, session) -> None:
    def above() -> list[str]:
        session.rollback()
        [document] = PageSource().documents(session, [pages["below"]])
        return list(document.above)

    assert above() == ["Personal"]
    restrict(write, "ana", pages["below"])
    assert above() == []


def test_what_came_back_alone_shares_no_list_with_what_it_stood_in(write, pages, browser) -> None:
    restrict(write, "ana", pages["top"])
    for act, page in ((moving.trash_page, "top"), (moving.restore_page, "below"), (moving.restore_page, "top")):
        with write() as session:
            act(session, make.actor(session, "ana"), pages[page])
    restrict(write, "ana", pages["below"], "ben")
    ben = browser("ben")
    assert ben.get(f"/p/{pages['below']}/gehalt").status_code == 200
    assert ben.get(f"/p/{pages['top']}").status_code == 404
