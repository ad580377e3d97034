"""What API clients can do with pages and spaces as people do in the browser: hints, moving, default templates,
languages."""

import io

import pytest
from PIL import Image

from kms.access.policy import Level
from kms.wiki.models import Space
from kms.wiki.templates import service as templates
from tests import make


@pytest.fixture
def pages(write, team) -> dict[str, int]:
    """Two spaces of groups and one for everybody; a page, one below it, and one in another space."""
    with write() as session:
        make.space(session, "ana", "team", f"group:{team}")
        make.space(session, "ana", "lager", f"group:{team}")
        make.space(session, "ana", "alle")
        top = make.page(session, "ana", "team", "Oben", "oben")
        return {
            "top": top,
            "child": make.page(session, "ana", "team", "Unten", "unten", parent=top),
            "shelf": make.page(session, "ana", "lager", "Regal", "regal"),
        }


def picture() -> io.BytesIO:
    sink = io.BytesIO()
    Image.new("RGB", (4, 4), "red").save(sink, "PNG")
    return io.BytesIO(sink.getvalue())


def send_photo(program, page: int, file: io.BytesIO, name: str):
    headers = {"Authorization": f"Bearer {program.key}"}
    data = {"text": "Die Nummer ist falsch", "photo": (file, name)}
    return program.client.post(f"/api/v1/pages/{page}/hints", data=data, headers=headers, base_url="http://wiki.test")


def test_a_hint_is_sent_by_every_reader_and_by_nobody_else(program, pages) -> None:
    sent = program("ben")("POST", f"/pages/{pages['top']}/hints", {"text": "Die Nummer ist falsch"})
    assert (sent.status_code, sent.json["sender"], sent.json["photo"]) == (201, "Ben", False)
    assert [row["text"] for row in program("ana")("GET", "/hints").json["items"]] == ["Die Nummer ist falsch"]
    assert program("cleo")("POST", f"/pages/{pages['top']}/hints", {"text": "x"}).status_code == 404
    assert program("ben", "read")("POST", f"/pages/{pages['top']}/hints", {"text": "x"}).status_code == 403
    assert set(program("ben")("POST", f"/pages/{pages['top']}/hints", {}).json["errors"]) == {"text"}


def test_a_hint_may_include_a_picture_and_nothing_else(program, pages, browser) -> None:
    sent = send_photo(program("ben"), pages["top"], picture(), "halle.png")
    assert sent.status_code == 201 and sent.json["photo"] is True
    assert browser("ana").get(f"/hints/{sent.json['id']}/photo").mimetype == "image/png"
    refused = send_photo(program("ben"), pages["top"], io.BytesIO(b"MZ nothing to look at"), "halle.png")
    assert refused.status_code == 422 and set(refused.json["errors"]) == {"photo"}


def test_a_page_moves_with_all_below_it_and_says_who_gains(program, pages) -> None:
    ana = program("ana")
    tried = ana("POST", f"/pages/{pages['top']}/move", {"space": "alle", "dry_run": True})
    assert (tried.json["applied"], tried.json["gain"]["count"]) == (False, 2)
    assert ana("GET", f"/pages/{pages['top']}").json["space"] == "team"
    done = ana("POST", f"/pages/{pages['top']}/move", {"space": "lager", "parent": pages["shelf"]})
    assert done.status_code == 200 and done.json["applied"] is True
    moved = ana("GET", f"/pages/{pages['child']}").json
    assert (moved["space"], moved["parent"]) == ("lager", pages["top"])
    assert ana("GET", f"/pages/{pages['top']}").json["parent"] == pages["shelf"]


def test_without_a_space_a_page_moves_within_its_own(program, pages) -> None:
    ana = program("ana")
    assert ana("POST", f"/pages/{pages['child']}/move", {}).status_code == 200
    assert ana("GET", f"/pages/{pages['child']}").json["parent"] is None


def test_a_page_moves_only_by_writers_to_where_they_may_write(program, pages, write) -> None:
    with write() as changing:
        make.space(changing, "cleo", "cleos", "private")
        make.share(changing, "ana", "alle", ana=Level.MANAGE, cleo=Level.WRITE, ben=Level.READ)
        lent = make.page(changing, "cleo", "alle", "Geliehen", "x")
    assert program("cleo")("POST", f"/pages/{pages['top']}/move", {"space": "cleos"}).status_code == 404
    assert program("ben")("POST", f"/pages/{lent}/move", {"space": "team"}).status_code == 403
    assert program("ana", "read")("POST", f"/pages/{pages['top']}/move", {"space": "lager"}).status_code == 403
    hidden = program("ben")("POST", f"/pages/{pages['top']}/move", {"space": "cleos"})
    none = program("ben")("POST", f"/pages/{pages['top']}/move", {"space": "gibt-es-nicht"})
    assert (hidden.status_code, hidden.json) == (none.status_code, none.json)
    below = program("ana")("POST", f"/pages/{pages['top']}/move", {"parent": pages["child"]})
    assert below.status_code == 422 and set(below.json["errors"]) == {"parent"}


def test_a_space_returns_and_accepts_its_default_template(program, pages, write) -> None:
    ana = program("ana")
    assert ana("GET", "/spaces/team").json["template"] == ""
    changed = ana("PATCH", "/spaces/team", {"template": "minutes"})
    assert changed.status_code == 200 and changed.json["template"] == "minutes" and changed.json["name"] == "Team"
    assert ana("PATCH", "/spaces/team", {"template": "no-such"}).status_code == 422
    assert program("ben")("GET", "/spaces/team").json["template"] == "minutes"
    assert program("ben")("PATCH", "/spaces/team", {"template": ""}).status_code == 403
    assert program("cleo")("PATCH", "/spaces/team", {"template": ""}).status_code == 404
    assert ana("POST", "/spaces", {"name": "Neu", "template": "how-to"}).json["template"] == "how-to"


def test_what_is_not_sent_of_a_space_stays(program, pages) -> None:
    ana = program("ana")
    made = ana("POST", "/spaces", {"name": "Werk", "description": "Halle 2", "features": ["maths"]}).json
    kept = {key: made[key] for key in ("slug", "name", "description", "access", "features", "takes_requests")}
    assert kept["access"] == "private" and kept["slug"] == "werk"
    for change in ({"description": ""}, {"name": "Werk 2"}, {"features": []}, {"takes_requests": True}):
        kept |= change
        answer = ana("PATCH", "/spaces/werk", change).json
        assert {key: answer[key] for key in kept} == kept
    assert ana("PATCH", "/spaces/werk", {"name": " "}).json["errors"].keys() == {"name"}
    assert ana("PATCH", "/spaces/werk", {"features": ["magic"]}).json["errors"].keys() == {"features"}


def test_an_unreadable_template_is_neither_accepted_nor_revealed(program, pages, write) -> None:
    with write() as session:
        make.space(session, "cleo", "cleos", "private")
        page = make.page(session, "cleo", "cleos", "Vorlage", "geheim")
        templates.set_template(session, make.actor(session, "cleo"), page, is_template=True)
        session.query(Space).filter_by(slug="alle").one().template = f"page-{page}"
    assert program("ana")("PATCH", "/spaces/team", {"template": f"page-{page}"}).status_code == 422
    assert program("ana")("GET", "/spaces/alle").json["template"] == ""
    assert program("cleo")("GET", "/spaces/alle").json["template"] == f"page-{page}"
    assert program("ana")("PATCH", "/spaces/alle", {"name": "Für alle"}).status_code == 200


def test_templates_are_listed_and_filled_in_the_language_asked_for(program, pages) -> None:
    ana = program("ana")
    names = {
        language: {row["key"]: row["name"] for row in ana("GET", f"/templates?language={language}").json["items"]}
        for language in templates.LANGUAGES
    }
    assert names["de"]["minutes"] == "Protokoll" and names["en"]["minutes"] == "Minutes"
    assert ana("GET", "/templates?language=fr").status_code == 422
    wish = {"space": "team", "title": "Montag", "template": "minutes"}
    german, english = (ana("POST", "/pages", wish | {"language": language}).json["text"] for language in ("de", "en"))
    assert german != english and german == ana("POST", "/pages", wish | {"language": "de"}).json["text"]
