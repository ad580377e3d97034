"""What can become of an address pasted into a page."""

from typing import Any

import pytest

from kms.core.errors import TooMany
from kms.core.fetch import FetchedPage, FetchRefused
from kms.core.rate_limit import RateLimit
from kms.home import address_views
from tests import make

URL = "https://example.org/leitern"


class Outside:
    """Stands for the network: a page at every address except private ones."""

    def get(self, url: str, **options: Any) -> FetchedPage:
        if "10.0.0.1" in url:
            raise FetchRefused
        return FetchedPage(url, 200, "text/html; charset=utf-8", b"<title>Leitern im Betrieb</title>")


@pytest.fixture(autouse=True)
def outside(app, monkeypatch) -> None:
    app.extensions["kms.fetcher"] = Outside()
    monkeypatch.setattr(address_views, "_pace", RateLimit(3, 60))


def test_the_title_is_looked_up_and_the_bookmark_s_audience_shown(browser) -> None:
    answer = browser("ana").post("/complete/address", url=URL)
    assert answer.json == {"title": "Leitern im Betrieb", "saved": False, "audience": "Team (3 people)"}
    assert browser("cleo").post("/complete/address", url=URL).json["audience"] == "Only me"


def test_a_title_given_by_a_colleague_wins_and_a_strangers_does_not(browser, write, team) -> None:
    with write() as session:
        make.bookmark(session, "ben", URL, "Alles über Leitern", audience=f"group:{team}")
    assert browser("ana").post("/complete/address", url=URL).json["title"] == "Alles über Leitern"
    assert browser("cleo").post("/complete/address", url=URL).json["title"] == "Leitern im Betrieb"


def test_what_cannot_be_fetched_has_no_title(browser, app) -> None:
    ana = browser("ana")
    assert ana.post("/complete/address", url="http://10.0.0.1/").json["title"] == ""
    app.extensions["kms.fetcher"] = None
    assert ana.post("/complete/address", url=URL).json["title"] == ""


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "\\\\srv\\daten", "kein Link"])
def test_what_is_no_web_address_is_refused(browser, url) -> None:
    ana = browser("ana")
    assert ana.post("/complete/address", url=url).status_code == 422
    assert ana.post("/complete/bookmark", url=url).status_code == 422


def test_looking_up_addresses_is_rate_limited(browser) -> None:
    ana, ben = browser("ana"), browser("ben")
    codes = [ana.post("/complete/address", url=URL).status_code for _ in range(4)]
    assert codes == [200, 200, 200, 429]
    assert ben.post("/complete/address", url=URL).status_code == 200


def test_an_address_becomes_a_bookmark_of_ones_own_group_once(browser, program) -> None:
    ana = browser("ana")
    assert ana.post("/complete/bookmark", url=URL, title="Leitern").status_code == 201
    assert ana.post("/complete/bookmark", url=URL, title="Anders").status_code == 200
    assert ana.post("/complete/address", url=URL).json["saved"] is True
    mine = program("ben")("GET", "/bookmarks").json["items"]
    assert [(item["title"], item["access"]) for item in mine] == [("Leitern", ["group:Team"])]
    assert program("cleo")("GET", "/bookmarks").json["items"] == []


def test_a_rate_limit_ends_after_its_time() -> None:
    moment = 0.0
    pace = RateLimit(2, 10, lambda: moment)
    pace.take("ana")
    moment = 6
    pace.take("ana")
    pace.take("ben")
    with pytest.raises(TooMany) as fault:
        pace.take("ana")
    assert fault.value.retry_after == 5
    moment = 10.5
    pace.take("ana")
    with pytest.raises(TooMany):
        pace.take("ana")
