"""Fixtures: a fresh installation for each test, copied from one created once; a client for each of the cast."""

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jinja2.bccache import Bucket, BytecodeCache
from sqlalchemy.orm import Session
from werkzeug.routing import Rule

from kms.app import create_app
from kms.runtime import Runtime
from kms.signin import passwords
from tests import make

passwords.set_cost(1, 8)


@pytest.fixture(scope="session")
def template_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An installation with the cast, created once per session."""
    data = tmp_path_factory.mktemp("template") / "data"
    runtime = make.runtime(data)
    runtime.config.secret()
    with runtime.database.transaction() as session:
        make.cast(session)
    runtime.close()
    return data


@pytest.fixture
def runtime(template_data: Path, tmp_path: Path) -> Iterator[Runtime]:
    """A fresh installation with the cast in it."""
    data = tmp_path / "data"
    shutil.copytree(template_data, data)
    made = make.runtime(data, fetch_titles=False, language="en", url="http://wiki.test")
    yield made
    made.close()


@pytest.fixture
def team(runtime: Runtime) -> int:
    """The id of the cast's group."""
    with runtime.database.reading() as session:
        return make.actor(session, "lena").groups[0]


@pytest.fixture
def write(runtime: Runtime) -> Callable[[], Any]:
    """`with write() as session:` a transaction that commits."""
    return runtime.database.transaction


@pytest.fixture
def session(runtime: Runtime) -> Iterator[Session]:
    """A session for reading."""
    with runtime.database.reading() as session:
        yield session


class KeptTemplates(BytecodeCache):
    """Compiled templates, shared by all applications of this process: compiling them again took most of the time."""

    def __init__(self) -> None:
        self._code: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._code.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._code[bucket.key, bucket.checksum] = bucket.code


_templates = KeptTemplates()
_builders: dict[object, Any] = {}
_make_builder = Rule._compile_builder


def _kept_builder(rule: Rule, append_unknown: bool = True) -> Any:
    """The URL builders of the rules; they know no application, so this process needs only one set."""
    key = (rule.rule, tuple(rule._trace), repr(rule.defaults), append_unknown)
    if key not in _builders:
        _builders[key] = _make_builder(rule, append_unknown)
    return _builders[key]


Rule._compile_builder = _kept_builder  # type: ignore[method-assign]


@pytest.fixture
def app(runtime: Runtime) -> Flask:
    """The application on the fresh installation."""
    made = create_app(runtime.config, runtime)
    made.jinja_env.bytecode_cache = _templates
    return made


class Browser:
    """A client that signs in and sends forms as a browser does: with the page's own token."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self._token: str | None = ""

    @property
    def token(self) -> str:
        """The token for the next form; opens a first page to get one if none was seen since signing in."""
        if self._token is None:
            self.get("/")
        return self._token or ""

    @token.setter
    def token(self, value: str) -> None:
        self._token = value

    def sign_in(self, name: str) -> "Browser":
        """Sign in as one of the cast."""
        self.get("/sign-in")
        answer = self.post("/sign-in", user_name=name, password=make.PASSWORD)
        assert answer.status_code == 303, answer.text
        self._token = None
        return self

    def get(self, address: str, **options: Any) -> Any:
        """Get a page; its token is kept for the next form."""
        answer = self.client.get(address, base_url=BASE, **options)
        found = (
            re.search(r'name="csrf-token" content="([^"]+)"', answer.text) if answer.mimetype == "text/html" else None
        )
        if found:
            self.token = found.group(1)
        return answer

    def post(self, address: str, **fields: Any) -> Any:
        """Post a form."""
        return self.client.post(address, data={"csrf_token": self.token, **fields}, base_url=BASE)


BASE = "http://wiki.test"


@pytest.fixture
def browser(app: Flask) -> Callable[[str], Browser]:
    """`browser("ana")`: a signed-in browser; `browser("guest")`: one that is not."""

    def open_browser(name: str) -> Browser:
        opened = Browser(app.test_client())
        return opened if name == "guest" else opened.sign_in(name)

    return open_browser


class Program:
    """An API client with one person's key."""

    def __init__(self, client: FlaskClient, key: str) -> None:
        self.client, self.key = client, key

    def __call__(self, method: str, address: str, json: Any = None, **options: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        return self.client.open(
            f"/api/v1{address}", method=method, json=json, headers=headers, base_url=BASE, **options
        )


@pytest.fixture
def program(app: Flask, runtime: Runtime) -> Callable[..., Program]:
    """`program("ana")`: the API with a write key of hers; `program("ana", "read")`: with a read key."""

    def connect(name: str, scope: str = "write") -> Program:
        if name == "guest":
            return Program(app.test_client(), "")
        with runtime.database.transaction() as session:
            key = make.token(session, name, scope)
        return Program(app.test_client(), key)

    return connect


@pytest.fixture
def index_all(runtime: Runtime) -> Callable[[], None]:
    """Let the worker bring the index up to date."""

    def drain() -> None:
        runtime.worker().drain(("index",))

    return drain


SKIPPED = pytest.StashKey[int]()


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Count the browser tests that were skipped because there is no browser."""
    skipped = [r for r in terminalreporter.stats.get("skipped", []) if "no Chromium" in str(r.longrepr)]
    terminalreporter.config.stash[SKIPPED] = len(skipped)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The last line says how many were skipped, and how to install a browser."""
    if count := config.stash.get(SKIPPED, 0):
        print(f"{count} browser tests were skipped: install a browser with: apt-get install -y chromium firefox-esr")
