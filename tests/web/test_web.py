"""What holds for every response: headers, tokens, hosts, methods, messages (security C1 to C11, R2 to R12, L4)."""

import re

import pytest

from kms.app import create_app
from kms.web.routes import Routes, check_routes
from tests import make
from tests.conftest import Browser

POSTS = ("/sign-out", "/profile", "/spaces/new", "/bookmarks/new", "/preview", "/groups")


@pytest.mark.parametrize("path", POSTS)
@pytest.mark.parametrize("token", ["", "foreign", "x" * 10_000])
def test_c1_no_form_works_without_this_session_s_token(browser, path, token) -> None:
    root = browser("root")
    other = browser("ben").token
    root.token = other if token == "foreign" else token
    assert root.post(path, name="x").status_code == 400


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"},
                                     {"Origin": "https://evil.example"}, {"Origin": "null"}])  # fmt: skip
def test_c9_a_form_from_another_site_is_refused(browser, headers) -> None:
    ana = browser("ana")
    answer = ana.client.post(
        "/spaces/new", data={"csrf_token": ana.token, "name": "x"}, headers=headers, base_url="http://wiki.test"
    )
    assert answer.status_code == 403


def test_c2_the_api_ignores_cookies(browser) -> None:
    ana = browser("ana")
    answer = ana.client.put("/api/v1/bookmarks", json={"url": "https://example.org"}, base_url="http://wiki.test")
    assert answer.status_code == 401
    assert ana.client.get("/api/v1/me", base_url="http://wiki.test").status_code == 401


def test_b24_with_cookie_and_key_the_key_decides(browser, program, write) -> None:
    ana = browser("ana")
    with write() as session:
        key = make.token(session, "ben")
    answer = ana.client.get("/api/v1/me", headers={"Authorization": f"Bearer {key}"}, base_url="http://wiki.test")
    assert answer.json["user_name"] == "ben"


def test_c11_other_origins_may_use_keys_but_never_cookies(app) -> None:
    answer = app.test_client().options(
        "/api/v1/bookmarks", headers={"Origin": "https://evil.example"}, base_url="http://wiki.test"
    )
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    assert "Authorization" in answer.headers["Access-Control-Allow-Headers"]
    page = app.test_client().get("/sign-in", headers={"Origin": "https://evil.example"}, base_url="http://wiki.test")
    assert "Access-Control-Allow-Origin" not in page.headers


@pytest.mark.parametrize(
    "path", ["/", "/sign-in", "/nothing-here", "/static/dist/manifest.json", "/api/v1/me", "/api/v1/x"]
)
def test_r6_every_response_has_the_headers(browser, path) -> None:
    headers = browser("ana").get(path).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_r9_pages_are_for_one_reader(browser) -> None:
    headers = browser("ana").get("/").headers
    assert headers["Cache-Control"] == "private, no-store" and "Cookie" in headers["Vary"]


@pytest.mark.parametrize("host", ["evil.example", "wiki.test.evil.example", "wiki.test:81"])
def test_r3_a_foreign_host_is_refused(app, host) -> None:
    assert app.test_client().get("/sign-in", base_url=f"http://{host}").status_code == 400


def test_r4_forwarded_headers_are_ignored_without_a_proxy(app) -> None:
    answer = app.test_client().get(
        "/sign-in", headers={"X-Forwarded-Host": "evil.example"}, base_url="http://wiki.test"
    )
    assert answer.status_code == 200 and "evil.example" not in answer.text


@pytest.mark.parametrize("path", ["//admin", "/admin;x", "/%2e%2e/admin", "/Admin", "/admin/", "/admin."])
def test_r12_odd_spellings_open_nothing(browser, path) -> None:
    assert browser("ana").get(path).status_code in (302, 308, 400, 403, 404)


def test_c8_methods_are_not_overridden(browser) -> None:
    ana = browser("ana")
    assert ana.client.get("/preview", base_url="http://wiki.test").status_code == 405
    assert ana.post("/p/1?_method=DELETE", _method="DELETE").status_code == 405


def test_l4_an_internal_error_shows_no_traceback(app, browser, monkeypatch) -> None:
    from kms.wiki.pages import queries

    monkeypatch.setattr(queries, "list_spaces", lambda *args: 1 / 0)
    answer = browser("ana").get("/spaces")
    assert answer.status_code == 500
    assert "ZeroDivision" not in answer.text and "Traceback" not in answer.text and "Werkzeug" not in answer.text


def test_x41_error_pages_echo_no_markup(browser) -> None:
    assert "<img src=x" not in browser("ana").get("/<img src=x onerror=alert(1)>").text


def score(headers, cookies: list[str]) -> int:
    """Mozilla Observatory's rules, as far as they apply to a server that loads nothing from elsewhere."""
    policy = headers.get("Content-Security-Policy", "")
    points = 100
    points += 10 if "default-src 'none'" in policy and "unsafe" not in policy else -25
    points += 5 if "frame-ancestors 'none'" in policy else (0 if headers.get("X-Frame-Options") else -20)
    points += 0 if "max-age=31536000" in headers.get("Strict-Transport-Security", "") else -20
    points += 0 if headers.get("X-Content-Type-Options") == "nosniff" else -5
    points += 5 if headers.get("Referrer-Policy") in ("same-origin", "no-referrer", "strict-origin") else 0
    points += 10 if headers.get("Cross-Origin-Resource-Policy") == "same-origin" else 0
    points += 5 if all("Secure" in c and "HttpOnly" in c and "SameSite" in c for c in cookies) else -20
    return points


def test_the_header_score_is_at_least_120(tmp_path) -> None:
    runtime = make.runtime(tmp_path / "data", url="https://wiki.test")
    with runtime.database.transaction() as session:
        make.cast(session)
    answer = create_app(runtime.config, runtime).test_client().get("/sign-in", base_url="https://wiki.test")
    assert score(answer.headers, answer.headers.getlist("Set-Cookie")) >= 120


def test_an_application_with_an_open_question_does_not_start(app) -> None:
    with pytest.raises(ValueError, match="who may call"):
        Routes("x", __name__).get("/x")(lambda: "")
    app.view_functions["loose"] = lambda: ""
    app.url_map.add(app.url_rule_class("/loose", endpoint="loose"))
    with pytest.raises(ValueError, match="who may call"):
        check_routes(app)


def test_each_reader_gets_their_language(browser) -> None:
    ana = browser("ana")
    assert '<html lang="en"' in ana.get("/").text
    assert '<html lang="de"' in ana.get("/", headers={"Accept-Language": "de-AT,de;q=0.9"}).text
    ana.post("/profile", name="Ana", email="", language="de")
    assert '<html lang="de"' in ana.get("/", headers={"Accept-Language": "en"}).text


def test_the_theme_is_the_browser_s(browser) -> None:
    ana = browser("ana")
    ana.client.set_cookie("kms_theme", "dark", domain="wiki.test")
    assert 'data-theme="dark"' in ana.get("/").text
    ana.client.set_cookie("kms_theme", '"><script>', domain="wiki.test")
    assert "<script>" not in re.sub(r"<script src=[^>]*>", "", ana.get("/").text)


def test_health_needs_no_sign_in_and_metrics_are_for_this_machine(app, runtime) -> None:
    client = app.test_client()
    assert client.get("/health", base_url="http://wiki.test").json == {"status": "ok"}
    assert b"kms_requests_total" in client.get("/metrics", base_url="http://wiki.test").data
    far = {"REMOTE_ADDR": "10.0.0.7"}
    assert client.get("/metrics", base_url="http://wiki.test", environ_overrides=far).status_code == 404


def test_metrics_open_to_the_key(tmp_path) -> None:
    runtime = make.runtime(tmp_path / "data", url="http://wiki.test", metrics_token="secret-key")
    client = create_app(runtime.config, runtime).test_client()
    far = {"REMOTE_ADDR": "10.0.0.7"}
    for key, status in (("secret-key", 200), ("wrong", 404), ("", 404)):
        answer = client.get(
            "/metrics", headers={"Authorization": f"Bearer {key}"}, environ_overrides=far, base_url="http://wiki.test"
        )
        assert answer.status_code == status


def test_a_locked_database_says_try_again(browser, monkeypatch) -> None:
    import sqlite3

    from sqlalchemy.exc import OperationalError

    from kms.core.db import Database

    def busy(self) -> None:
        raise OperationalError("BEGIN IMMEDIATE", {}, sqlite3.OperationalError("database is locked"))

    ana = browser("ana")
    monkeypatch.setattr(Database, "begin_writing", busy)
    answer = ana.post("/spaces/new", name="x", access="everyone")
    assert answer.status_code == 503 and answer.headers["Retry-After"]


def test_a_second_browser_is_a_second_sign_in(browser, app) -> None:
    one, two = browser("ana"), Browser(app.test_client()).sign_in("ana")
    assert re.search(r"/profile/sign-ins/\d+/end", one.get("/profile").text)
    two.post("/sign-out")
    assert one.get("/").status_code == 200
