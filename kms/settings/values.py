"""All settings that administrators change in the browser, one line each; the settings pages are generated from it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from hashlib import sha256
from typing import Any, TypeVar, cast

from kms.core.drives import fault_of
from kms.core.text import N_, Message

T = TypeVar("T", str, int, bool)

SIMPLE, FULL, OWN = "simple", "full", "own"
HIDDEN = ""
SECTIONS = {
    "company": N_("Company"),
    "profile": N_("Extent"),
    "people": N_("People"),
    "mail": N_("Mail"),
    "paths": N_("Network drives"),
    "backup": N_("Backup"),
}


@dataclass(frozen=True)
class SettingText:
    """How a setting is displayed and validated."""

    section: str
    label: Message
    help: Message | None = None
    limit: int = 200
    lowest: int = 0
    highest: int = 100_000
    many_lines: bool = False
    secret: bool = False
    options: Sequence[tuple[str, Message]] = ()
    check: Callable[[str], Message | None] | None = None


@dataclass(frozen=True)
class Switch(SettingText):
    """A feature switch: `simple` is its value in the simple profile; in the full one it is on."""


def setting(default: T, section: str, label: Message, help: Message | None = None, **more: Any) -> T:
    """Declare a field of `Settings`; `more` as in `SettingText`."""
    return field(default=default, metadata={"words": SettingText(section, label, help, **more)})


def switch(simple: bool, label: Message, help: Message | None = None) -> bool:
    """Declare a feature switch; `simple` is its value in the simple profile."""
    return field(default=simple, metadata={"words": Switch("profile", label, help)})


def _mail_address(text: str) -> Message | None:
    """Return the error of a sender address; the outbox has the final say (kms/mail/composing.py)."""
    local, _, domain = text.rpartition("@")
    return None if local and domain and " " not in text else N_("This is no mail address.")


@dataclass(frozen=True)
class Settings:
    """The current settings of the installation."""

    company_name: str = setting(
        "", "company", N_("Name of the company"), N_("Stands on the sign-in page, on slips and in mails.")
    )
    language: str = setting(
        "",
        "company",
        N_("Language of the company"),
        N_("For those who have not chosen one and whose browser asks for neither."),
        options=(("", N_("As installed")), ("de", N_("German")), ("en", N_("English"))),
    )
    mail_host: str = setting(
        "", "mail", N_("Mail server"), N_("Its name, such as mail.example.com. Empty: nothing is sent by mail.")
    )
    mail_security: str = setting(
        "starttls",
        "mail",
        N_("Encryption"),
        options=(
            ("starttls", N_("STARTTLS (port 587)")),
            ("tls", N_("TLS (port 465)")),
            ("none", N_("None (port 25)")),
        ),
    )
    mail_port: int = setting(587, "mail", N_("Port"), lowest=1, highest=65535)
    mail_user: str = setting("", "mail", N_("User name at the mail server"), N_("Empty: without signing in."))
    mail_password: str = setting("", "mail", N_("Password at the mail server"), secret=True)
    mail_from: str = setting("", "mail", N_("Sender's address"), limit=320, check=_mail_address)
    mail_tested: str = setting("", HIDDEN, N_("The mail server that was tried"), limit=64)
    mail_days: str = setting(
        "mon-fri",
        "mail",
        N_("Days on which notifications are mailed"),
        options=(("mon-fri", N_("Monday to Friday")), ("mon-sat", N_("Monday to Saturday")), ("all", N_("Every day"))),
    )
    mail_from_hour: int = setting(7, "mail", N_("Notifications are mailed from (hour)"), lowest=0, highest=23)
    mail_to_hour: int = setting(18, "mail", N_("Notifications are mailed until (hour)"), lowest=1, highest=24)
    drives: str = setting(
        "",
        "paths",
        N_("Drive letters"),
        N_(r"A line each, such as: S = \\server\folder. A path on the drive is then copied as the path on the server."),
        limit=2000,
        many_lines=True,
        check=fault_of,
    )
    profile: str = setting(
        SIMPLE,
        "profile",
        N_("What is switched on"),
        options=(
            (SIMPLE, N_("Simple: what everybody needs")),
            (FULL, N_("Full: formulas, diagrams and footnotes as well")),
            (OWN, N_("Own choice")),
        ),
    )
    comments: bool = switch(True, N_("Comments"), N_("Below pages and bookmarks."))
    hints: bool = switch(True, N_("Hints"), N_("From every reader to who looks after a page, with a photo."))
    questions: bool = switch(
        True, N_("Wanted pages"), N_("Where a search finds nothing, a group can be asked for a page.")
    )
    saved_searches: bool = switch(True, N_("Saved searches"), N_("Searches that tell what is new."))
    announcements: bool = switch(True, N_("Announcements"), N_("Leads and administrators, at the top of every page."))
    presence: bool = switch(
        True, N_("Who else is writing"), N_("Shown to those who write the same page at that moment.")
    )
    extras: bool = switch(
        False, N_("Formulas, diagrams and footnotes"), N_("For spaces that want them; the editor offers them there.")
    )
    backup_nightly: bool = setting(True, "backup", N_("Take a backup every night"))
    backup_hour: int = setting(
        2, "backup", N_("At what hour"), N_("From 0 to 23, in the time zone of the company."), highest=23
    )
    backup_keep: int = setting(
        7,
        "backup",
        N_("How many to keep"),
        N_("The oldest are thrown away. Each holds everything."),
        lowest=1,
        highest=400,
    )

    start_code_days: int = setting(
        14,
        "people",
        N_("Days for which the code of a start slip is valid"),
        lowest=1,
        highest=90,
    )
    access_requests: bool = setting(
        False,
        "people",
        N_("Access can be requested on the sign-in page"),
        N_("Whoever reaches the server may ask; the lead of the group or those who manage people decide."),
    )

    def has(self, name: str) -> bool:
        """Whether the feature `name` is on, by the profile or by an individual choice."""
        words = WORDS[name]
        if not isinstance(words, Switch):
            raise KeyError(name)
        if self.profile == OWN:
            return bool(getattr(self, name))
        return self.profile == FULL or bool(DEFAULTS[name])


WORDS: dict[str, SettingText] = {entry.name: entry.metadata["words"] for entry in fields(Settings)}
DEFAULTS: dict[str, str | int | bool] = {
    entry.name: cast("str | int | bool", entry.default) for entry in fields(Settings)
}


def mail_mark(settings: Settings) -> str:
    """Return a fingerprint of the mail server settings: a successful test counts only for that configuration."""
    parts = (settings.mail_host, settings.mail_port, settings.mail_security, settings.mail_user, settings.mail_from)
    return sha256(repr(parts).encode()).hexdigest()
