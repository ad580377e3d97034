"""Every route, requested by everybody about everything: no private word reaches anybody it is not for.

The routes come from the application itself; a route with a parameter this file does not know fails the test.
"""

import io
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import text

from kms.announcements import service as announcements
from kms.announcements.inputs import AnnouncementDraft
from kms.comments import hints
from kms.comments import service as service_of_talk
from kms.comments.inputs import CommentDraft, HintDraft
from kms.files.gathered import VERSION
from kms.files.models import FileText
from kms.files.service import store_upload
from kms.imports.models import ImportRun
from kms.imports.report import ReportRow, RunReport
from kms.notifications.queries import list_notices
from kms.notifications.service import notify
from kms.schema import metadata
from kms.search.saved import questions
from kms.search.saved import service as saved
from kms.search.saved.inputs import QuestionDraft, SavedDraft, SearchRequest
from kms.web.routes import who_may
from kms.wiki.drafting import service as drafts
from kms.wiki.drafting.inputs import DraftWords
from kms.wiki.files import service as files
from kms.wiki.models import Page, PageTask
from kms.wiki.moving import service as moving
from kms.wiki.pages import service as pages
from tests import make

CALLERS = ("guest", "cleo", "ben", "ana", "root")
ENTITLED = {"own": {"ana"}, "team": {"ana", "ben"}}


@dataclass
class World:
    """Private things of ana ("own") and of her group ("team"), each with words that occur nowhere else."""

    values: dict[str, list[str]] = field(default_factory=dict)

    def add(self, name: str, value: object) -> None:
        self.values.setdefault(name, []).append(str(value))


def canary(whose: str, where: str) -> str:
    return f"canary{whose}{where}"


@pytest.fixture
def world(runtime, team, tmp_path: Path, index_all) -> World:
    made = World()
    for whose, audience in (("own", "private"), ("team", f"group:{team}")):
        upload = _upload(runtime, tmp_path, whose)
        with runtime.database.transaction() as session:
            slug = canary(whose, "space")
            make.space(session, "ana", slug, audience)
            body = f"{canary(whose, 'body')} [[Leitern]]\n\n- [ ] @ana @cleo {canary(whose, 'task')}"
            page = make.page(session, "ana", slug, canary(whose, "title"), body,
                             tags=(canary(whose, "tag"),))  # fmt: skip
            child = make.page(session, "ana", slug, canary(whose, "child"), canary(whose, "childbody"), parent=page)
            gone = make.page(session, "ana", slug, canary(whose, "trash"), canary(whose, "trashbody"))
            file = files.attach(session, make.actor(session, "ana"), slug, page, upload)
            moving.trash_page(session, make.actor(session, "ana"), gone)
            session.add(FileText(sha256=upload.sha256, state="text", version=VERSION, text=canary(whose, "filebody")))
            bookmark = make.bookmark(session, "ana", f"https://{canary(whose, 'host')}.example/", canary(whose, "mark"),
                                  audience=audience, tags=(canary(whose, "marktag"),),
                                  description=canary(whose, "note"))  # fmt: skip
            pages.pin(session, make.actor(session, "ana"), page)
            everybody = [make.actor(session, name).person_id for name in make.CAST]
            notify(session, everybody, "mention", ("page", page), None, canary(whose, "noted"))
            talked = service_of_talk.comment(session, make.actor(session, "ana"), runtime.things, ("page", page),
                                             CommentDraft.parse({"text": canary(whose, "comment")}))  # fmt: skip
            hinted = hints.send(session, make.actor(session, "ana"), runtime.things, ("page", page),
                                HintDraft(canary(whose, "hint")), None, everybody)  # fmt: skip
            made.add("comment_id", talked.id)
            made.add("hint_id", hinted.id)
            made.add("notice_id", list_notices(session, everybody[0])[0].id)
            if whose == "own":
                row = ReportRow("page", canary(whose, "brought"), "new", title=canary(whose, "brought"))
                run = ImportRun(person_id=make.actor(session, "ana").person_id, state="done", audience="private",
                                files=[[canary(whose, "brought"), 1]], report=RunReport((row,)).dump())  # fmt: skip
                session.add(run)
                session.flush()
                made.add("run_id", run.id)
                searched = SavedDraft(SearchRequest.read(f"q={canary(whose, 'searched')}"), canary(whose, "search"))
                made.add("search_id", saved.save(session, make.actor(session, "ana"), searched).id)
            else:
                wanted = QuestionDraft(team, canary(whose, "question"), canary(whose, "asked"))
                made.add("question_id", questions.ask(session, make.actor(session, "ana"), wanted).id)
        for id in (page, child, gone):
            made.add("page_id", id)
        made.add("bookmark_id", bookmark)
        made.add("file_id", file.id)
        made.add("slug", slug)
    with runtime.database.transaction() as session:
        make.space(session, "cleo", "alle")
        made.add("page_id", make.page(session, "cleo", "alle", "Leitern", "see [[Nirgends]] and [one](/p/1)"))
        made.add("slug", "alle")
        made.add("person_id", make.actor(session, "ana").person_id)
        made.add("person_id", make.actor(session, "cleo").person_id)
    made.add("group_id", team)
    with runtime.database.reading() as session:
        for task in session.query(PageTask):
            made.add("task_id", task.id)
    for name in ("number", "sign_in_id", "token_id", "join_id", "request_id"):
        made.add(name, 1)
    made.add("name", "x")
    made.add("letter_id", 1)
    made.add("token", "1.mention.x")
    made.add("kind", "page")
    made.add("target_id", made.values["page_id"][0])
    made.add("section", "company")
    made.add("topic", "writing")
    with runtime.database.transaction() as session:
        said = AnnouncementDraft(canary("team", "announced"), team, False, 3)
        made.add("announcement_id", announcements.announce(session, make.actor(session, "lena"), said).id)
    for page in made.values["page_id"][:2]:
        slot = f"canary-of-page-{page}"
        with runtime.database.transaction() as session:
            words = {
                "page": page,
                "base_revision": 1,
                "title": canary("own", "draft"),
                "text": canary("own", "drafttext"),
            }
            drafts.keep(session, make.actor(session, "ana"), slot, DraftWords.parse(words))
        made.add("slot", slot)
    made.add("filename", "dist/manifest.json")
    index_all()
    return made


def _upload(runtime, tmp_path: Path, whose: str):
    temporary = runtime.files.receive(io.BytesIO(canary(whose, "filebody").encode()), 10_000)
    return store_upload(runtime.files, temporary, f"{canary(whose, 'file')}.txt")


def addresses(app: Flask, world: World, method: str) -> Iterator[tuple[str, str]]:
    """(endpoint, address) of every route with the method, for every object it can be about."""
    for rule in app.url_map.iter_rules():
        if method not in (rule.methods or ()):
            continue
        assert who_may(app, rule.endpoint), rule
        for address in _fill(str(rule), world):
            yield rule.endpoint, address


def _fill(rule: str, world: World) -> list[str]:
    start = rule.find("<")
    if start < 0:
        return [rule]
    end = rule.find(">", start)
    name = rule[start + 1 : end].rpartition(":")[2]
    assert name in world.values, f"{rule}: say in this file what {name} can be"
    return [full for value in world.values[name] for full in _fill(rule[:start] + value + rule[end + 1 :], world)]


QUERIES = (
    "?q=canary&title=canaryowntitle&name=canaryowntag&tag=canaryowntag&url=https://canaryownhost.example/&by=ana",
    "?q=canaryteamtitle&tag=canaryteamtag&name=canaryteamtag&space=canaryteamspace&type=page&limit=100",
)


SHOWN = ("canaryownbody", "canaryteambody", "canaryownfilebody", "canaryteamfilebody")
WHERE = ("space", "title", "body", "tag", "child", "trash", "file", "host", "mark", "marktag", "note", "draft",
         "filebody", "search", "searched", "question", "asked", "noted", "comment", "hint", "task")  # fmt: skip


def leaks(body: bytes, caller: str, address: str) -> list[str]:
    """Private words in the response that the caller did not send and may not see."""
    told, sent = body.decode("utf-8", "replace").lower(), address.lower()
    private = (
        canary(whose, where) for whose in ENTITLED if caller not in ENTITLED[whose] for where in (*WHERE, "brought")
    )
    return [word for word in private if word in told and word not in sent]


def test_no_page_shows_anybody_a_word_they_may_not_see(app, world, browser) -> None:
    cells, seen = 0, {"ana": set(), "ben": set()}
    for caller in CALLERS:
        client = browser(caller)
        for endpoint, address in addresses(app, world, "GET"):
            if address.startswith("/api/"):
                continue
            for query in ("", *QUERIES):
                answer = client.get(address + query)
                cells += 1
                assert answer.status_code < 500, (caller, address, query, answer.status_code)
                everything = answer.data + str(answer.headers).encode()
                assert leaks(everything, caller, address + query) == [], (caller, endpoint, address + query)
                for name in seen:
                    if caller == name:
                        seen[name] |= {word for word in SHOWN if word.encode() in answer.data}
    assert seen == {"ana": set(SHOWN), "ben": {"canaryteambody", "canaryteamfilebody"}}
    assert cells > 1000


@pytest.mark.parametrize("scope", ["read", "write"])
def test_no_api_route_gives_a_key_a_word_it_may_not_see(app, world, program, scope) -> None:
    seen = set()
    for caller in CALLERS:
        client = program(caller, scope)
        for endpoint, address in addresses(app, world, "GET"):
            if not address.startswith("/api/"):
                continue
            for query in ("", *QUERIES):
                answer = client("GET", address.removeprefix("/api/v1") + query)
                assert answer.status_code < 500, (caller, address, answer.text)
                if caller == "guest":
                    assert answer.status_code == 401 or endpoint == "api.openapi", address
                assert leaks(answer.data, caller, address + query) == [], (caller, address + query)
                if caller == "ana" and b"canaryownbody" in answer.data:
                    seen.add(endpoint)
    assert {"wiki_api.get_page", "wiki_api.get_revision"} <= seen


def snapshot(runtime, tables: tuple[str, ...] = ()) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all (or these) tables."""
    with runtime.database.reading() as session:
        names = tables or tuple(table for table in metadata.tables if table != "attempts")
        return {name: [tuple(row) for row in session.execute(text(f"SELECT * FROM {name}"))] for name in names}


def test_reading_changes_no_row(app, world, browser, runtime) -> None:
    clients = [browser(caller) for caller in CALLERS]
    before = snapshot(runtime)
    for client in clients:
        for _, address in addresses(app, world, "GET"):
            client.get(address)
    assert snapshot(runtime) == before


PROTECTED = ("spaces", "pages", "revisions", "bookmarks", "attachments", "grants", "page_tags", "bookmark_tags",
             "memberships", "groups", "people", "pins", "drafts", "saved_searches", "questions",
             "notices", "notice_choices", "subscriptions", "page_tasks",
             "task_people", "comments", "hints", "responsibles")  # fmt: skip
FORM = {
    "title": "Taken over", "text": "Taken over", "base_revision": "1", "name": "Taken over", "slug": "taken",
    "access": "everyone", "space": "alle", "parent": "", "url": "https://canaryownhost.example/", "user_name": "cleo",
    "role": "lead", "password": "taken over now", "is_admin": "1", "version": "1", "owner_id": "3", "id": "1",
    "step": "apply", "line": "members=write",
}  # fmt: skip


def of_others(rows: dict[str, list[tuple[object, ...]]], before: dict[str, list[tuple[object, ...]]]) -> list[str]:
    """The tables in which an existing row was changed or deleted."""
    return [name for name, was in before.items() if not set(map(str, was)) <= set(map(str, rows[name]))]


@pytest.mark.parametrize("caller", ["guest", "cleo", "root"])
def test_no_form_changes_what_is_not_the_callers(app, world, browser, runtime, caller) -> None:
    client = browser(caller)
    own = set(addresses(app, world, "POST"))
    for endpoint, address in sorted(own):
        if endpoint in _OWN_AFFAIRS or (caller == "root" and endpoint.startswith(_ADMINISTRATION)):
            continue
        before = snapshot(runtime, (*PROTECTED, "import_runs"))
        if "alle" in address or f"/p/{world.values['page_id'][-1]}/" in address:
            continue
        answer = client.post(address, **FORM)
        assert answer.status_code < 500, (address, answer.text[:500])
        after = snapshot(runtime, (*PROTECTED, "import_runs"))
        assert of_others(after, before) == [], (caller, endpoint, address, answer.status_code)
        if caller == "guest":
            assert after == before, (endpoint, address)


_OWN_AFFAIRS = {"accounts.change_profile", "accounts.change_password", "accounts.sign_out", "accounts.do_sign_in",
                "notifications.read_all", "notifications_api.read_notices"}  # fmt: skip
_ADMINISTRATION = ("admin.", "people.", "accounts.create_group", "accounts.change_group", "accounts.add_members",
                   "accounts.change_role", "accounts.remove_member", "accounts.accept_join",
                   "accounts.decline_join", "accounts.change_set_up")  # fmt: skip


@pytest.mark.parametrize(
    ("caller", "scope"), [("cleo", "write"), ("cleo", "read"), ("ana", "read"), ("guest", "write")]
)
def test_no_key_changes_what_is_not_its_own(app, world, program, runtime, caller, scope) -> None:
    client = program(caller, scope)
    page = f"/pages/{world.values['page_id'][-1]}"
    cleos_own = (page, f"{page}/move", "/spaces/alle")
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        for endpoint, address in addresses(app, world, method):
            if not address.startswith("/api/") or address.endswith(cleos_own):
                continue
            if endpoint in _OWN_AFFAIRS and scope == "write" and caller != "guest":
                continue
            before = snapshot(runtime, PROTECTED)
            body = None if method == "DELETE" else {**FORM, "base_revision": 1, "parent": None, "tags": []}
            answer = client(method, address.removeprefix("/api/v1"), body)
            assert answer.status_code < 500, (address, answer.text)
            after = snapshot(runtime, PROTECTED)
            assert of_others(after, before) == [], (endpoint, address, answer.status_code)
            if scope == "read" or caller == "guest":
                assert after == before, (endpoint, address)
                assert answer.status_code in (401, 403), (address, answer.status_code)


def test_only_administrators_reach_administration(app, world, browser) -> None:
    client = browser("ana")
    for method, ask in (("GET", client.get), ("POST", client.post)):
        for endpoint, address in addresses(app, world, method):
            if who_may(app, endpoint) in ("admin", "people"):
                assert ask(address).status_code == 403, address


def test_the_trashed_page_can_still_be_restored_by_ana(world, browser, session) -> None:
    gone = session.get(Page, int(world.values["page_id"][2]))
    assert gone is not None and gone.trashed_at is not None
    assert browser("cleo").post(f"/p/{gone.id}/untrash").status_code == 404
    assert browser("ana").post(f"/p/{gone.id}/untrash").status_code == 303
