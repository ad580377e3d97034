"""Signing in: no unsafe defaults, guessing is slow, revoked means dead (security A1 to A22, R1, R8)."""

import time
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from kms.accounts.models import Person
from kms.app import create_app
from kms.core import clock
from kms.signin import attempts, passwords
from kms.signin.codes import CodeTerms
from kms.signin.credentials import Credentials
from kms.signin.methods import registry
from kms.signin.methods.outcomes import Admitted
from kms.signin.models import Attempt, SignIn
from tests import make
from tests.conftest import Browser


@pytest.fixture(autouse=True)
def machine_clock():
    yield
    clock.set_source(None)


def try_password(client: Browser, name: str, password: str):
    client.get("/sign-in")
    return client.post("/sign-in", user_name=name, password=password)


def test_a_stranger_gets_the_sign_in_page_and_nothing_else(browser) -> None:
    guest = browser("guest")
    assert guest.get("/").location.startswith("/sign-in")
    assert guest.get("/health").status_code == 200
    assert guest.get("/spaces").status_code == 302


def test_a1_an_unknown_name_looks_like_a_wrong_password(browser) -> None:
    guest = browser("guest")
    wrong, unknown = try_password(guest, "ana", "x" * 12), try_password(guest, "nobody", "x" * 12)
    assert wrong.status_code == unknown.status_code == 422
    assert wrong.text.replace("ana", "") == unknown.text.replace("nobody", "")


def test_a1_an_unknown_name_takes_as_long(monkeypatch) -> None:
    """Both cost one Argon2 computation with the same parameters."""
    stored = passwords.hash_password("x" * 12)
    passwords.matches(None, "y" * 12)  # creates the decoy, once per process
    tried: list[str] = []

    class Counting:
        def verify(self, hash: str, password: str) -> bool:
            tried.append(hash)
            return PasswordHasher().verify(hash, password)

    monkeypatch.setattr(passwords, "_hasher", Counting())
    assert not passwords.matches(stored, "y" * 12) and not passwords.matches(None, "y" * 12)
    cost_of_known, cost_of_unknown = (hash.rsplit("$", 2)[0] for hash in tried)
    assert cost_of_known == cost_of_unknown


def test_a1_an_unknown_name_has_its_password_tried_all_the_same(browser, monkeypatch) -> None:
    tried: list[str | None] = []
    matches = passwords.matches
    monkeypatch.setattr(passwords, "matches", lambda stored, typed: tried.append(stored) or matches(stored, typed))
    assert try_password(browser("guest"), "nobody", "x" * 12).status_code == 422
    assert tried == [None]


def test_a2_spellings_of_a_name_share_one_counter(browser, session) -> None:
    guest = browser("guest")
    for name in ("ana", "ANA", " ana ", "Ana"):
        try_password(guest, name, "wrong password")
    assert session.get(Attempt, "account:ana").count == 4


def test_a3_guessing_is_stopped_but_not_for_the_owner_s_browser(browser, app) -> None:
    owner = browser("ana")
    guest = browser("guest")
    for _ in range(20):
        assert try_password(guest, "ana", "wrong password").status_code == 422
    stopped = try_password(guest, "ana", make.PASSWORD)
    assert stopped.status_code == 429 and int(stopped.headers["Retry-After"]) > 0
    owner.post("/sign-out")
    assert try_password(owner, "ana", make.PASSWORD).status_code == 303


def test_a3_the_rate_limit_ends_after_a_while(browser) -> None:
    guest = browser("guest")
    for _ in range(20):
        try_password(guest, "ana", "wrong password")
    moment = clock.now() + timedelta(minutes=16)
    clock.set_source(lambda: moment)
    assert try_password(guest, "ana", make.PASSWORD).status_code == 303


def test_a3_the_mark_of_another_account_does_not_help_to_guess(browser) -> None:
    cleo = browser("cleo")
    cleo.post("/sign-out")
    for _ in range(20):
        assert try_password(cleo, "ana", "wrong password").status_code == 422
    assert try_password(cleo, "ana", "wrong password").status_code == 429


def test_a3_guessing_many_names_from_one_address_is_stopped(browser, monkeypatch) -> None:
    monkeypatch.setattr(attempts, "PER_ADDRESS", 3)
    guest = browser("guest")
    codes = [try_password(guest, name, "wrong password").status_code for name in ("ana", "ben", "nobody", "lena")]
    assert codes == [422, 422, 422, 429]


def test_a3_failures_of_long_ago_and_of_before_signing_in_do_not_count(browser, runtime) -> None:
    def failures() -> int | None:
        with runtime.database.reading() as session:
            row = session.get(Attempt, "account:ana")
            return row and row.count

    guest = browser("guest")
    for _ in range(3):
        try_password(guest, "ana", "wrong password")
    assert failures() == 3
    moment = clock.now() + timedelta(minutes=16)
    clock.set_source(lambda: moment)
    try_password(guest, "ana", "wrong password")
    assert failures() == 1
    assert try_password(guest, "ana", make.PASSWORD).status_code == 303
    assert failures() is None


def test_a_suspended_person_s_password_opens_nothing(session, write) -> None:
    typed = Credentials("ana", make.PASSWORD, "192.0.2.1")
    terms = CodeTerms(b"pepper", 14)
    assert registry.check(session, terms, typed) == Admitted(make.actor(session, "ana").person_id)
    session.rollback()
    with write() as changing:
        changing.scalars(select(Person).where(Person.key == "ana")).one().suspended_at = clock.now()
    assert registry.check(session, terms, typed) is None


def test_a4_signing_in_starts_a_new_session(browser) -> None:
    guest = browser("guest")
    guest.get("/sign-in")
    before = guest.token
    guest.sign_in("ana")
    assert guest.token != before


@pytest.mark.parametrize("way", ["sign out", "password", "suspend", "revoke"])
def test_a5_what_ends_a_sign_in_ends_it_at_once(browser, way) -> None:
    one, other, root = browser("ana"), browser("ana"), browser("root")
    if way == "sign out":
        stolen = one.client.get_cookie("kms", domain="wiki.test").value
        one.post("/sign-out")
        one.client.set_cookie("kms", stolen, domain="wiki.test")
        assert one.get("/").status_code == 302
        return
    if way == "password":
        one.post("/profile/password", current=make.PASSWORD, new="another password", repeat="another password")
    elif way == "suspend":
        ana = 1
        root.post(f"/admin/people/{ana}/suspend")
    else:
        one.post("/profile/sign-ins/end-others")
    assert other.get("/").status_code == 302
    assert one.get("/").status_code == (302 if way == "suspend" else 200)


def test_a5_a_suspended_person_s_keys_are_dead(browser, program) -> None:
    ana = program("ana")
    assert ana("GET", "/me").status_code == 200
    browser("root").post("/admin/people/1/suspend")
    assert ana("GET", "/me").status_code == 401


def test_sessions_are_on_the_server_and_only_their_hash_is_stored(browser, session) -> None:
    client = browser("ana")
    cookie = client.client.get_cookie("kms", domain="wiki.test").value
    assert all(row.token_hash not in cookie and len(row.token_hash) == 64 for row in session.query(SignIn))


def test_a13_a_key_is_shown_once_and_never_stored(browser, runtime) -> None:
    client = browser("ana")
    client.get("/profile")
    page = client.post("/profile/tokens", label="Skript", scope="read")
    key = next(
        word
        for word in page.text.replace('"', " ").replace("<", " ").replace(">", " ").split()
        if word.startswith("kms_")
    )
    assert key not in client.get("/profile").text
    runtime.database.close()
    assert all(key.encode() not in path.read_bytes() for path in runtime.config.data.rglob("*") if path.is_file())


def test_a14_a_read_key_writes_nothing(program) -> None:
    assert program("ana", "read")("PUT", "/bookmarks", {"url": "https://example.org"}).status_code == 403


@pytest.mark.parametrize("key", ["", "kms_wrong", "x" * 10_000, "Ü"])
def test_a_wrong_key_is_refused(program, key) -> None:
    client = program("guest")
    client.key = key.encode("ascii", "replace").decode() if key else ""
    assert client("GET", "/me").status_code == 401


def test_a19_a_huge_password_is_refused_quickly(browser) -> None:
    start = time.perf_counter()
    assert try_password(browser("guest"), "ana", "x" * 1_000_000).status_code == 422
    assert time.perf_counter() - start < 5


def test_a21_set_up_cannot_run_twice(browser) -> None:
    guest = browser("guest")
    guest.get("/sign-in")
    assert guest.get("/setup").status_code == 404
    assert guest.post("/setup", user_name="evil", password="x" * 12).status_code == 404


def test_the_first_person_becomes_administrator(tmp_path) -> None:
    runtime = make.runtime(tmp_path / "data", url="http://wiki.test", language="en")
    guest = Browser(create_app(runtime.config, runtime).test_client())
    assert guest.get("/").status_code == 302
    assert guest.get("/sign-in").location == "/setup"
    guest.get("/setup")
    refused = guest.post("/setup", user_name="die chefin", name="Die Chefin", password="x" * 9)
    assert refused.status_code == 422 and "at least 10 characters" in refused.text and "hyphens and" in refused.text
    assert guest.post("/setup", user_name="chefin", name="Die Chefin", password="x" * 12).status_code == 303
    assert guest.get("/admin").status_code == 200


@pytest.mark.parametrize(
    "target",
    [
        "//evil.example",
        "/\\evil.example",
        "///evil",
        "\t//evil",
        "http:///evil",
        "https:evil",
        "https://wiki.test@evil",
    ],
)
def test_r1_after_signing_in_one_stays_here(browser, target) -> None:
    guest = browser("guest")
    guest.get("/sign-in")
    answer = guest.post("/sign-in", user_name="ana", password=make.PASSWORD, next=target)
    assert answer.location == "/"


def test_after_signing_in_one_gets_the_requested_page(browser) -> None:
    guest = browser("guest")
    location = guest.get("/p/7/leitern?x=1").location
    assert location == "/sign-in?next=/p/7/leitern?x%3D1"
    guest.get(location)
    assert (
        guest.post("/sign-in", user_name="ana", password=make.PASSWORD, next="/p/7/leitern?x=1").location
        == "/p/7/leitern?x=1"
    )


@pytest.mark.parametrize("url", ["http://wiki.test", "https://wiki.test"])
def test_r8_cookies_fit_the_address(tmp_path, url) -> None:
    runtime = make.runtime(tmp_path / "data", url=url)
    with runtime.database.transaction() as session:
        make.cast(session)
    client = create_app(runtime.config, runtime).test_client()
    cookies = client.get("/sign-in", base_url=url).headers.getlist("Set-Cookie")
    session_cookie = next(cookie for cookie in cookies if "kms=" in cookie)
    https = url.startswith("https")
    assert session_cookie.startswith("__Host-kms=" if https else "kms=")
    assert ("Secure" in session_cookie) == https
    assert "HttpOnly" in session_cookie and "SameSite=Lax" in session_cookie and "Domain" not in session_cookie


def test_the_unsafe_defaults_of_flask_and_flask_login_are_off(app, runtime, tmp_path) -> None:
    assert app.config["SESSION_COOKIE_HTTPONLY"] and app.config["SESSION_COOKIE_SAMESITE"] == "Lax"
    assert app.config["REMEMBER_COOKIE_SAMESITE"] == "Lax" and app.config["REMEMBER_COOKIE_DURATION"].days == 0
    assert app.config["MAX_CONTENT_LENGTH"] and app.config["MAX_FORM_PARTS"] <= 1000
    assert not app.debug and not app.testing
    secure = make.runtime(tmp_path / "other", url="https://wiki.test")
    config = create_app(secure.config, secure).config
    assert config["SESSION_COOKIE_SECURE"] and config["REMEMBER_COOKIE_SECURE"]


def test_there_is_no_remember_cookie_that_cannot_be_revoked(browser) -> None:
    assert browser("ana").client.get_cookie("remember_token", domain="wiki.test") is None


def test_a22_a_damaged_key_stops_the_server(runtime) -> None:
    (runtime.config.data / "secret").write_bytes(b"short")
    with pytest.raises(ValueError, match="damaged"):
        create_app(runtime.config, runtime)


def test_a12_the_host_must_be_ours(app) -> None:
    assert app.test_client().get("/sign-in", base_url="http://evil.example").status_code == 400
