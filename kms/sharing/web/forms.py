"""The sharing dialog, also available as a page: every step is a single form that carries the complete state."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from flask import Response, flash, make_response, redirect, render_template, request
from flask_babel import gettext
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from kms.access.policy import MEMBERS, Level
from kms.accounts import queries
from kms.core.errors import Conflict, Invalid
from kms.sharing import audiences, effective_access
from kms.sharing import service as sharing
from kms.sharing.shareable import Shareable, SharingChange, SharingState
from kms.web.i18n import say
from kms.web.identity import actor
from kms.web.transaction import abandon, reading, writing

WORDS = {"none": None, "read": Level.READ, "write": Level.WRITE, "manage": Level.MANAGE}
_SPELT = {level: word for word, level in WORDS.items()}


@dataclass(frozen=True)
class HiddenSource:
    """Something a page draws on that some of its readers cannot see."""

    title: str
    url: str
    people: int


@dataclass(frozen=True)
class SharingSubject:
    """What is shared, for surrounding texts: `kind` is space, page or bookmark, `above` what contains a page."""

    kind: str
    title: str
    address: str
    share: str
    access: str
    above: str = ""
    requests: Sequence[Any] = ()


@dataclass(frozen=True)
class GrantRow:
    """A grant in the form."""

    principal: str
    kind: str
    name: str
    people: int
    level: str
    stays: bool = False


@dataclass(frozen=True)
class SharingRequest:
    """A submitted form: the change, and the requested action."""

    change: SharingChange
    step: str
    add: str = ""
    add_level: Level = Level.READ
    shown: str = ""


Warn = Callable[[Iterable[int]], Sequence[HiddenSource]]


@dataclass(frozen=True)
class SharingForm:
    """An object to share, its description, and what some readers of it could not see."""

    subject: SharingSubject
    thing: Shareable
    warn: Warn = field(default=lambda people: ())


def show(form: SharingForm) -> str:
    """Render the form in its current state."""
    state = form.thing.state(reading())
    return str(_render(form, state, sharing.unchanged(reading(), state), {}, dialog=_in_part()))


def answer(form: SharingForm) -> BaseResponse:
    """Process the form: add a grant, preview the effect, or apply the change."""
    state = form.thing.state(reading())
    asked = _parse(state)
    try:
        change = _after_step(state, asked)
        if asked.step == "apply" and asked.shown == shown_key(change):
            return _apply(form, change)
    except Invalid as fault:
        return _again(form, state, asked, {name: say(words) for name, words in fault.fields.items()})
    except Conflict as clash:
        abandon()
        fresh = form.thing.state(reading())
        return _again(form, fresh, replace(asked, change=sharing.unchanged(reading(), fresh)), {"": say(clash.message)})
    return make_response(_render(form, state, change, {}))


def _apply(form: SharingForm, change: SharingChange) -> BaseResponse:
    form.thing.apply(writing(), change)
    flash(gettext("The access was changed."), "success")
    if not _in_part():
        return redirect(form.subject.address, 303)
    response = Response(status=200)
    response.headers["HX-Redirect"] = form.subject.address
    return response


def _again(form: SharingForm, state: SharingState, asked: SharingRequest, errors: Mapping[str, str]) -> BaseResponse:
    abandon()
    page = _render(form, state, asked.change, errors, asked)
    return make_response(page, 200 if _in_part() else 422)


def _in_part() -> bool:
    """Whether a script requests only the form fragment."""
    return "HX-Request" in request.headers


def _after_step(state: SharingState, asked: SharingRequest) -> SharingChange:
    change, session = asked.change, reading()
    if asked.step == "add":
        principal = sharing.find_principal(session, actor(), asked.add)
        sharing.check_line(session, actor(), state, principal)
        return change.with_line(principal, asked.add_level)
    if asked.step == "only_me":
        stay = dict.fromkeys(sorted(state.staying), Level.MANAGE)
        mine = {} if state.owner_id is not None else {f"user:{actor().person_id}": Level.MANAGE}
        return replace(change, grants={**stay, **mine}, narrowed=None if change.narrowed is None else True)
    return change


def _parse(state: SharingState) -> SharingRequest:
    """Parse the submitted grants ("group:7=read"); unreadable ones are ignored."""
    sent = request.form
    grants: dict[str, Level] = {}
    for line in sent.getlist("line")[: sharing.MOST_LINES + 1]:
        principal, _, word = line.rpartition("=")
        level = WORDS.get(word)
        if level is not None and is_principal(principal):
            grants[principal] = level
    narrowed = None if state.narrowed is None else sent.get("narrowed", "1" if state.narrowed else "0") == "1"
    if narrowed and not sent.getlist("line"):
        grants = dict(state.grants)
    change = SharingChange(grants, narrowed, sent.get("seen", "")[:64], "leave" in sent)
    level = WORDS.get(sent.get("add_level", "read")) or Level.READ
    step = sent.get("step", "add" if sent.get("add") else "show")
    return SharingRequest(
        change, step, sent.get("add", "")[:200], min(level, max(state.levels)), sent.get("shown", "")[:64]
    )


def is_principal(text: str) -> bool:
    """Whether this is a valid principal of an access list."""
    kind, _, id = text.partition(":")
    return text == MEMBERS or (kind in ("group", "lead", "user") and id.isascii() and id.isdigit() and len(id) < 16)


def shown_key(change: SharingChange) -> str:
    """Return a short text for the grants whose effect was shown: only those are applied."""
    words = repr((sorted(change.grants.items()), change.narrowed))
    return hashlib.sha256(words.encode()).hexdigest()[:24]


def _render(
    form: SharingForm,
    state: SharingState,
    change: SharingChange,
    errors: Mapping[str, str],
    asked: SharingRequest | None = None,
    *,
    dialog: bool = False,
) -> str:
    template = "sharing/_dialog.html" if dialog else "sharing/_form.html" if _in_part() else "sharing/share.html"
    return render_template(template, **words(form, state, change), errors=errors, asked=asked)


def words(form: SharingForm, state: SharingState, change: SharingChange) -> dict[str, Any]:
    """Return the template context for a change."""
    session = reading()
    effect = sharing.diff_of(session, actor(), state, change)
    everybody = effective_access.people_through(session, {MEMBERS: Level.READ}, state.around)
    changed = change.narrowed != state.narrowed or (
        change.narrowed is not False and dict(change.grants) != dict(state.grants)
    )
    return {
        "subject": form.subject,
        "state": state,
        "change": change,
        "seen": change.seen or sharing.state_of(session, state),
        "rows": _with_everyone(rows(session, change.grants, state), len(everybody)),
        "choices": [(word, level) for word, level in WORDS.items() if level is None or level in state.levels],
        "effect": effect,
        "changed": changed,
        "shown": shown_key(change),
        "people": len(effect.readers),
        "sources": form.warn(effect.readers) if changed else (),
        "around": audiences.of_lists(session, state.around[:1]).get(state.around[0]) if state.around else None,
    }


def _with_everyone(found: list[GrantRow], people: int) -> list[GrantRow]:
    """Put everyone first, with or without access."""
    if found and found[0].principal == MEMBERS:
        return found
    return [GrantRow(MEMBERS, MEMBERS, "", people, "none"), *found]


def rows(session: Session, grants: Mapping[str, Level], state: SharingState | None = None) -> list[GrantRow]:
    """Return the grants with their names: everyone, groups, their leads, people."""
    groups = effective_access.group_names(session, grants)
    users = [int(name[5:]) for name in grants if name.startswith("user:")]
    people = queries.colleagues(session, users)
    found = []
    for principal, level in grants.items():
        kind, _, id = principal.partition(":")
        name = groups.get(principal, "") if kind in ("group", "lead") else people.get(int(id or 0), (0, "", ""))[1]
        if name or principal == MEMBERS:
            count = len(effective_access.of_principal(session, principal)) if kind != "user" else 1
            stays = state is not None and principal in state.staying
            found.append(GrantRow(principal, kind, name, count, _SPELT[level], stays))
    order = (MEMBERS, "group", "lead", "user")
    return sorted(found, key=lambda row: (order.index(row.kind), row.name.casefold()))
