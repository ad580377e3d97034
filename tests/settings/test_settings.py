"""Settings that administrators change in the browser."""

import pytest

from kms.core.errors import Forbidden, Invalid
from kms.core.qr import svg
from kms.settings import inputs, queries
from kms.settings.models import Setting
from kms.settings.service import change, change_settings
from kms.settings.values import DEFAULTS, FULL, HIDDEN, OWN, SECTIONS, WORDS, Settings, Switch
from tests import make


def test_unset_settings_have_their_default(session) -> None:
    assert queries.current(session) == Settings()


def test_a_setting_is_kept_until_it_is_the_default_again(write) -> None:
    with write() as session:
        change(session, company_name="Müller & Söhne")
    with write() as session:
        assert queries.current(session).company_name == "Müller & Söhne"
        change(session, company_name="")
    with write() as session:
        assert queries.current(session).company_name == "" and session.query(Setting).count() == 0


def test_only_administrators_change_settings(write) -> None:
    with write() as session, pytest.raises(Forbidden):
        change_settings(session, make.actor(session, "lena"), company_name="Lenas")
    with write() as session:
        change_settings(session, make.actor(session, "root"), company_name="Wurzel AG")
        assert queries.current(session).company_name == "Wurzel AG"


def test_what_another_version_stored_is_left_out(write) -> None:
    with write() as session:
        session.add_all([Setting(name="from_tomorrow", value="x"), Setting(name="company_name", value=7)])
        session.flush()
        assert queries.current(session) == Settings()


def test_a_wrong_value_is_named() -> None:
    with pytest.raises(Invalid) as fault:
        inputs.parse({"company_name": "x" * 201, "language": "fr"}, "company", Settings())
    assert set(fault.value.fields) == {"company_name", "language"}


def test_every_setting_is_in_a_displayed_section() -> None:
    assert {words.section for words in WORDS.values()} <= {*SECTIONS, HIDDEN}


def test_the_profile_decides_what_is_switched_on() -> None:
    for name, words in WORDS.items():
        if isinstance(words, Switch):
            assert Settings().has(name) is DEFAULTS[name]
            assert Settings(profile=FULL).has(name) is True
            assert Settings(profile=OWN, **{name: False}).has(name) is False
    with pytest.raises(KeyError):
        Settings().has("company_name")


def test_the_page_keeps_what_was_typed_and_says_what_is_wrong(browser) -> None:
    root = browser("root")
    assert browser("ana").get("/admin/settings").status_code == 403
    shown = root.post("/admin/settings/company", company_name="x" * 201, language="de")
    assert shown.status_code == 422 and "x" * 201 in shown.text and "characters at most" in shown.text
    assert root.post("/admin/settings/company", company_name="Nord GmbH", language="de").status_code == 303
    assert "Nord GmbH" in root.get("/admin/settings/company").text
    assert root.get("/admin/settings/nothing").status_code == 404


def test_a_qr_code_has_a_title_and_refuses_long_text() -> None:
    assert svg("http://wiki.test/p/1", "a<b").startswith("<svg") and "<b" not in svg("x", "a<b")
    with pytest.raises(ValueError, match="too long"):
        svg("x" * 5000)


def test_the_log_names_changed_settings_in_the_reader_s_words(browser) -> None:
    root = browser("root")
    root.get("/profile")
    assert root.post("/profile", name="Root", email="", language="de").status_code == 303
    root.get("/admin/settings/company")
    assert root.post("/admin/settings/company", company_name="Nord GmbH", language="").status_code == 303
    assert "Einstellungen geändert: Firma" in root.get("/admin/journal").text
