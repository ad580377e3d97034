"""People and groups over the API: the same rules as in the browser."""

from kms.accounts import queries

LIST = "Name;Gruppe;Leitung\nEva Neu;Vertrieb;ja\nJan Öz;Vertrieb;"


def test_a_list_is_previewed_then_added_with_its_codes(program, session) -> None:
    root = program("root")
    shown = root("POST", "/people/list", {"text": LIST, "preview": True})
    assert shown.status_code == 200 and shown.json["columns"] == ["name", "group", "lead"]
    assert [row["state"] for row in shown.json["items"]] == ["new", "new"]
    assert queries.find_person(session, "eva.neu") is None
    taken = root("POST", "/people/list", {"text": LIST})
    assert taken.status_code == 201 and all(row["code"] for row in taken.json["items"])
    assert root("POST", "/people/list", {"text": LIST + "\nX\n;;"}).status_code in (201, 422)


def test_one_person_is_added_changed_suspended(program, session) -> None:
    root = program("root")
    made = root("POST", "/people", {"name": "Eva Neu", "groups": ["Vertrieb"]})
    assert made.status_code == 201 and made.json["user_name"] == "eva.neu" and len(made.json["code"]) == 14
    assert root("POST", "/people", {"name": "Eva Neu"}).status_code == 422
    (eva,) = program("ana")("GET", "/people?q=eva").json["items"]
    changed = root("PATCH", f"/people/{eva['id']}", {"name": "Eva Alt", "suspended": True})
    assert changed.json["name"] == "Eva Alt"
    assert program("ana")("GET", "/people?q=eva").json["items"] == []


def test_what_is_not_sent_of_a_person_stays(program, session) -> None:
    root = program("root")
    made = root("POST", "/people", {"name": "Eva Neu", "email": "eva@example.org"}).json["user_name"]
    address = f"/people/{queries.find_person(session, made).id}"
    for change, email in (({"name": "Eva Alt"}, "eva@example.org"), ({"email": "EA@example.org"}, "ea@example.org"),
                          ({"email": ""}, None), ({"suspended": True}, None)):  # fmt: skip
        assert root("PATCH", address, change).status_code == 200
        session.rollback()
        eva = queries.find_person(session, made)
        assert (eva.name, eva.user_name, eva.email) == ("Eva Alt", "eva.neu", email)
    assert root("PATCH", address, {"name": "", "email": "x"}).json["errors"].keys() == {"name", "email"}


def test_only_people_managers_may_add_people(program, write) -> None:
    with write() as changing:
        queries.find_person(changing, "cleo").manages_people = True
    root = next(p["id"] for p in program("ana")("GET", "/people?q=root").json["items"])
    for who, expected in (("ana", 403), ("cleo", 201)):
        assert program(who)("POST", "/people", {"name": f"Neu {who}"}).status_code == expected
    assert program("cleo")("POST", f"/people/{root}/code").status_code == 403
    assert program("cleo")("PATCH", f"/people/{root}", {"email": "mine@example.org"}).status_code == 403


def test_a_group_is_visible_to_its_people_only(program, team) -> None:
    lena = program("lena")
    added = lena("POST", f"/groups/{team}/members", {"names": ["Cleo"]})
    assert "cleo" in [member["user_name"] for member in added.json["members"]]
    cleo = next(member["id"] for member in added.json["members"] if member["user_name"] == "cleo")
    assert lena("DELETE", f"/groups/{team}/members/{cleo}").status_code == 204
    assert program("cleo")("GET", f"/groups/{team}").status_code == 404
    assert program("cleo")("POST", f"/groups/{team}/members", {"names": ["cleo"]}).status_code == 404
    assert program("ben")("POST", f"/groups/{team}/members", {"names": ["cleo"]}).status_code == 403
