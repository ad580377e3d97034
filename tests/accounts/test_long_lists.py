"""Long lists of people: filtered by words, fifty at a time, with exact counts."""

import re

import pytest

from kms.accounts.groups import service as groups
from kms.accounts.models import Person
from tests import make

ADDRESSES = ("/admin/people", "/spaces/team/access", "/groups/{team}")


@pytest.fixture
def crowd(write, team) -> list[str]:
    """A hundred and seven people in the group, besides the cast; the last three have not signed in yet."""
    names = [f"Umfrage {number:03}" for number in range(104)] + ["Özlem Aydin", "Zoë Öz", "Ole Zahn"]
    with write() as session:
        rows = [
            Person(user_name=f"p{n}", key=f"p{n}", name=name, password="x" * (n < 104)) for n, name in enumerate(names)
        ]
        for row in rows[104:]:
            row.password = None
        session.add_all(rows)
        session.flush()
        for row in rows:
            groups.put_member(session, team, row.id, "member")
        make.space(session, "lena", "team", f"group:{team}")
    return names


def listed(text: str) -> list[str]:
    """The names in the list of a page."""
    return re.findall(r'class="row-title" href="[^"]*/people/\d+">([^<]+)<', text)


def walk(client, address: str) -> list[str]:
    """All names, across all pages of the list."""
    names: list[str] = []
    while address and len(names) < 500:
        text = client.get(address).text
        names += listed(text)
        found = re.search(r'rel="next" href="([^"]+)"', text)
        address = found[1].replace("&amp;", "&") if found else ""
    return names


@pytest.mark.parametrize("address", ADDRESSES)
def test_all_are_listed_once_fifty_per_page(browser, crowd, team, address) -> None:
    address, root = address.format(team=team), browser("lena" if "admin" not in address else "root")
    assert len(listed(root.get(address).text)) == 50
    names = walk(root, address)
    assert len(names) == len(set(names)) and set(crowd) <= set(names)
    assert names.index("Özlem Aydin") < names.index("Umfrage 000"), "umlauts stand with their vowels"


@pytest.mark.parametrize("address", ADDRESSES)
def test_words_filter_the_list_and_carry_over_to_the_next_page(browser, crowd, team, address) -> None:
    address, root = address.format(team=team), browser("lena" if "admin" not in address else "root")
    text = root.get(f"{address}?q=umFRAGE").text
    assert re.search(r"104 of \d+ people", text)
    assert len(walk(root, f"{address}?q=umFRAGE")) == 104
    assert listed(root.get(f"{address}?q=umfrage+103").text) == ["Umfrage 103"]
    assert "Nobody is found" in root.get(f"{address}?q=nirgends").text


def test_the_counts_in_administration_follow_the_filter(browser, crowd) -> None:
    root = browser("root")
    assert "Not signed in yet (3)" in root.get("/admin/people").text
    text = root.get("/admin/people?q=öz").text
    assert "All (2)" in text and "Not signed in yet (2)" in text and "Suspended (0)" in text
    assert "Print the start slips of 3 people" in root.get("/admin/people?show=waiting&q=öz").text


def test_the_previous_page_is_found_again_although_somebody_left(browser, crowd, team, write) -> None:
    lena = browser("lena")
    second = re.search(r'rel="next" href="([^"]+)"', lena.get(f"/groups/{team}").text)
    assert second
    first = listed(lena.get(f"/groups/{team}").text)
    assert first[0] == "Lena", "leads stand first"
    with write() as session:
        last = session.query(Person).filter_by(name=first[-1]).one()
        last.name = "Aaa"
    rest = lena.get(second[1].replace("&amp;", "&")).text
    assert not set(listed(rest)) & set(first)
    back = re.search(r'rel="prev" href="([^"]+)"', rest)
    assert back and listed(lena.get(back[1]).text)[0] == "Lena"


def test_a_forged_cursor_is_refused(browser, crowd, team) -> None:
    assert browser("lena").get(f"/groups/{team}?cursor=!!").status_code == 400
    assert browser("lena").get(f"/groups/{team}?cursor=" + "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5HwAfMQ").status_code == 200


def test_a_short_list_has_no_filter_field(browser, team, write) -> None:
    assert 'id="q"' not in browser("lena").get(f"/groups/{team}").text


def test_a_stranger_finds_nobody_in_hidden_lists(browser, crowd, team) -> None:
    cleo = browser("cleo")
    for address in ADDRESSES:
        answer = cleo.get(address.format(team=team) + "?q=umfrage")
        assert answer.status_code in (403, 404) and "Umfrage 001" not in answer.text
