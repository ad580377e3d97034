"""Absence: colleagues see it, requests go to the deputy, and none gets lost in a cycle of deputies."""

from datetime import date, timedelta

import pytest

from kms.accounts.people.absence import AbsenceDraft, set_absence, stand_ins
from kms.core.clock import now
from kms.core.errors import Invalid
from tests import make

TODAY = date.today()


def away(session, name: str, deputy: str, starts: int = -1, ends: int = 1) -> None:
    draft = AbsenceDraft(TODAY + timedelta(starts), TODAY + timedelta(ends), deputy)
    set_absence(session, make.actor(session, name), draft)


def test_deputies_have_deputies_and_cycles_end(write, runtime) -> None:
    with write() as session:
        ids = {name: make.actor(session, name).person_id for name in make.CAST}
        away(session, "lena", "ben")
        away(session, "ben", "ana")
        assert stand_ins(session, [ids["lena"], ids["cleo"]], now()) == {ids["ana"], ids["cleo"]}
        away(session, "ana", "lena")
        assert len(stand_ins(session, [ids["lena"]], now())) == 1
        assert stand_ins(session, [ids["lena"]], now() + timedelta(days=5)) == {ids["lena"]}


def test_without_a_deputy_requests_stay_with_the_person(write) -> None:
    with write() as session:
        lena = make.actor(session, "lena").person_id
        away(session, "lena", "")
        assert stand_ins(session, [lena], now()) == {lena}


@pytest.mark.parametrize("deputy", ["lena", "Niemand"])
def test_the_deputy_is_somebody_else(runtime, deputy) -> None:
    with pytest.raises(Invalid), runtime.database.transaction() as session:
        away(session, "lena", deputy)


def test_absence_is_set_in_the_profile_and_shown_on_the_person_s_page(browser, runtime) -> None:
    lena = browser("lena")
    lena.get("/profile")
    assert lena.post("/profile/absence", starts="2026-13-01", ends="", deputy="").status_code == 422
    answer = lena.post("/profile/absence", starts=str(TODAY), ends=str(TODAY + timedelta(3)), deputy="Ben, ")
    assert answer.status_code == 303
    with runtime.database.reading() as session:
        id = make.actor(session, "lena").person_id
    assert "Deputy: Ben" in browser("ana").get(f"/people/{id}").text
    lena.post("/profile/absence/end")
    assert "Deputy" not in browser("ana").get(f"/people/{id}").text
