"""Administration over the API: for administrators' keys only, and never any secret."""

from kms.backups import tasks
from kms.settings.service import change


def test_only_administrators_ask(program) -> None:
    for address in ("/settings", "/self-check", "/backups"):
        assert program("lena")("GET", address).status_code == 403
        assert program("root")("GET", address).status_code == 200
    assert program("lena")("PATCH", "/settings", {"settings": {"company_name": "x"}}).status_code == 403
    assert program("root", "read")("PATCH", "/settings", {"settings": {"company_name": "x"}}).status_code == 403


def test_settings_are_changed_by_name_and_secrets_are_not_revealed(program, write) -> None:
    with write() as session:
        change(session, mail_password="geheim", mail_host="mail.example.com")
    root = program("root")
    answer = root("PATCH", "/settings", {"settings": {"company_name": "Nord GmbH", "backup_keep": 3}})
    assert answer.status_code == 200
    assert answer.json["settings"]["company_name"] == "Nord GmbH" and answer.json["settings"]["backup_keep"] == 3
    assert answer.json["settings"]["mail_host"] == "mail.example.com"
    assert "geheim" not in answer.text and "mail_password" not in answer.json["settings"]


def test_a_wrong_setting_is_named_and_nothing_changes(program) -> None:
    root = program("root")
    for wrong in ({"backup_keep": 0}, {"unknown": 1}, {"mail_tested": "x"}, {"profile": "huge"}):
        answer = root("PATCH", "/settings", {"settings": {"company_name": "Nord GmbH", **wrong}})
        assert answer.status_code == 422 and set(answer.json["errors"]) == set(wrong)
    assert root("GET", "/settings").json["settings"]["company_name"] == ""


def test_a_backup_can_be_requested(program, runtime) -> None:
    root = program("root")
    asked = root("POST", "/backups")
    assert asked.status_code == 202 and asked.json == {"items": [], "is_taking": True}
    runtime.worker().drain([tasks.JOB])
    (kept,) = root("GET", "/backups").json["items"]
    assert kept["bytes"] > 1000


def test_announcements_are_created_and_removed(program, team) -> None:
    lena = program("lena")
    made = lena("POST", "/announcements", {"text": "The lift is broken", "to": str(team), "is_warning": True})
    assert made.status_code == 201 and made.json["group"] == "Team" and made.json["is_warning"] is True
    assert [row["text"] for row in program("ben")("GET", "/announcements").json["items"]] == ["The lift is broken"]
    assert program("cleo")("GET", "/announcements").json["items"] == []
    assert program("cleo")("POST", "/announcements", {"text": "x", "to": "everyone"}).status_code == 422
    assert lena("DELETE", f"/announcements/{made.json['id']}").status_code == 204
    assert program("ben")("GET", "/announcements").json["items"] == []
