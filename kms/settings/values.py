"""Every setting that administrators change in the browser: a line each, with its words; the pages are made from it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, fields
from typing import Any, TypeVar, cast

from kms.core.text import N_, Message

T = TypeVar("T", str, int, bool)

SIMPLE, FULL, OWN = "simple", "full", "own"
SECTIONS = {
    "company": N_("Company"),
    "profile": N_("Extent"),
    "people": N_("People"),
    "mail": N_("Mail"),
    "paths": N_("Network drives"),
}


@dataclass(frozen=True)
class Words:
    """How a setting is shown and what it may hold."""

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
class Switch(Words):
    """A part of the product that can be absent: on or off in the simple profile, on in the full one."""


def setting(default: T, section: str, label: Message, help: Message | None = None, **more: Any) -> T:
    """A field of `Settings`; `more` as in `Words`."""
    return field(default=default, metadata={"words": Words(section, label, help, **more)})


def switch(simple: bool, label: Message, help: Message | None = None) -> bool:
    """A part that the simple profile has or has not."""
    return field(default=simple, metadata={"words": Switch("profile", label, help)})


@dataclass(frozen=True)
class Settings:
    """The settings of the installation as they stand."""

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
    profile: str = setting(
        SIMPLE,
        "profile",
        N_("What is switched on"),
        options=((SIMPLE, N_("Simple: what everybody needs")), (FULL, N_("Full: everything")), (OWN, N_("Own choice"))),
    )

    def has(self, name: str) -> bool:
        """Whether the part `name` is switched on, by the profile or by one's own choice."""
        words = WORDS[name]
        if not isinstance(words, Switch):
            raise KeyError(name)
        if self.profile == OWN:
            return bool(getattr(self, name))
        return self.profile == FULL or bool(DEFAULTS[name])


WORDS: dict[str, Words] = {entry.name: entry.metadata["words"] for entry in fields(Settings)}
DEFAULTS: dict[str, str | int | bool] = {
    entry.name: cast("str | int | bool", entry.default) for entry in fields(Settings)
}
