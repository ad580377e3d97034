"""Announcements: from administrators to everyone, from leads to their groups, until dismissed."""

WORDS = "On Friday the lift is out of order"


def test_a_lead_announces_to_the_group_and_to_nobody_else(browser, team) -> None:
    lena, ben, cleo = browser("lena"), browser("ben"), browser("cleo")
    assert lena.get("/announcements").status_code == 200
    assert lena.post("/announcements", text=WORDS, to=str(team), days="3").status_code == 303
    assert WORDS in ben.get("/").text
    assert WORDS not in cleo.get("/").text


def test_only_administrators_and_leads_announce(browser, team) -> None:
    ben, lena, root = browser("ben"), browser("lena"), browser("root")
    ben.get("/")
    assert ben.get("/announcements").status_code == 403
    assert ben.post("/announcements", text=WORDS, to="everyone", days="3").status_code == 403
    lena.get("/announcements")
    assert lena.post("/announcements", text=WORDS, to="everyone", days="3").status_code == 422
    root.get("/announcements")
    assert root.post("/announcements", text=WORDS, to=str(team), days="3").status_code == 422
    assert root.post("/announcements", text=WORDS, to="everyone", days="3").status_code == 303
    assert WORDS in browser("cleo").get("/").text


def test_it_is_dismissed_for_oneself_and_withdrawn_for_all(browser, team) -> None:
    lena, ben, ana, cleo = browser("lena"), browser("ben"), browser("ana"), browser("cleo")
    lena.get("/announcements")
    lena.post("/announcements", text=WORDS, to=str(team), days="7")
    for one in (ben, cleo):
        one.get("/")
    assert ben.post("/announcements/1/away", next="/tags").location.endswith("/tags")
    assert WORDS not in ben.get("/").text and WORDS in ana.get("/").text
    assert cleo.post("/announcements/1/away").status_code == 404
    assert cleo.post("/announcements/1/end").status_code == 404
    assert ben.post("/announcements/1/end").status_code == 403
    assert lena.post("/announcements/1/end").status_code == 303
    assert WORDS not in ana.get("/").text


def test_typed_text_stays_next_to_the_error(browser, team) -> None:
    lena = browser("lena")
    lena.get("/announcements")
    answer = lena.post("/announcements", text="x" * 501, to=str(team), days="3")
    assert answer.status_code == 422 and "x" * 500 in answer.text and "characters at most" in answer.text
