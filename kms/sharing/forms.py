"""The dialog that shares something, and the same as a page: every step is one form that carries all of it."""

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
from kms.sharing.service import SharingChange, SharingState
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
    """What is shared, for the words around it: `kind` is space, page or bookmark, `above` what a page stands in."""

    kind: str
    title: str
    address: str
    share: str
    access: str
    above: str = ""
    requests: Sequence[Any] = ()


@dataclass(frozen=True)
class GrantRow:
    """A line of the list in the form."""

    principal: str
    kind: str
    name: str
    people: int
    level: str
    stays: bool = False


@dataclass(frozen=True)
class SharingRequest:
    """What the form sent: the wish, and what is to be done with it."""

    wish: SharingChange
    step: str
    add: str = ""
    add_level: Level = Level.READ
    shown: str = ""


Warn = Callable[[Iterable[int]], Sequence[HiddenSource]]


@dataclass(frozen=True)
class SharingForm:
    """How one kind of thing is shared: find the scene (again, inside the change), store the wish, warn of sources."""

    subject: SharingSubject
    find: Callable[[Session], SharingState]
    store: Callable[[Session, SharingChange], None]
    warn: Warn = field(default=lambda people: ())


def show(form: SharingForm) -> str:
    """The form as it stands."""
    scene = form.find(reading())
    return str(_render(form, scene, SharingChange.of(reading(), scene), {}, dialog=_in_part()))


def answer(form: SharingForm) -> BaseResponse:
    """What was sent: a line more, a look at the effect, or the change itself."""
    scene = form.find(reading())
    asked = _parse(scene)
    try:
        wish = _after_step(scene, asked)
        if asked.step == "apply" and asked.shown == shown_key(wish):
            return _apply(form, wish)
    except Invalid as fault:
        return _again(form, scene, asked, {name: say(words) for name, words in fault.fields.items()})
    except Conflict as clash:
        abandon()
        fresh = form.find(reading())
        return _again(form, fresh, replace(asked, wish=SharingChange.of(reading(), fresh)), {"": say(clash.message)})
    return make_response(_render(form, scene, wish, {}))


def _apply(form: SharingForm, wish: SharingChange) -> BaseResponse:
    form.store(writing(), wish)
    flash(gettext("The access was changed."), "success")
    if not _in_part():
        return redirect(form.subject.address, 303)
    response = Response(status=200)
    response.headers["HX-Redirect"] = form.subject.address
    return response


def _again(form: SharingForm, scene: SharingState, asked: SharingRequest, errors: Mapping[str, str]) -> BaseResponse:
    abandon()
    page = _render(form, scene, asked.wish, errors, asked)
    return make_response(page, 200 if _in_part() else 422)


def _in_part() -> bool:
    """Whether a script asks for the form alone."""
    return "HX-Request" in request.headers


def _after_step(scene: SharingState, asked: SharingRequest) -> SharingChange:
    wish, session = asked.wish, reading()
    if asked.step == "add":
        principal = sharing.find_principal(session, actor(), asked.add)
        sharing.check_line(session, actor(), scene, principal)
        return wish.with_line(principal, asked.add_level)
    if asked.step == "only_me":
        stay = dict.fromkeys(sorted(scene.staying), Level.MANAGE)
        mine = {} if scene.owner_id is not None else {f"user:{actor().person_id}": Level.MANAGE}
        return replace(wish, grants={**stay, **mine}, narrowed=None if wish.narrowed is None else True)
    return wish


def _parse(scene: SharingState) -> SharingRequest:
    """The lines as sent ("group:7=read"); what cannot be read is left out."""
    sent = request.form
    grants: dict[str, Level] = {}
    for line in sent.getlist("line")[: sharing.MOST_LINES + 1]:
        principal, _, word = line.rpartition("=")
        level = WORDS.get(word)
        if level is not None and is_principal(principal):
            grants[principal] = level
    narrowed = None if scene.narrowed is None else sent.get("narrowed", "1" if scene.narrowed else "0") == "1"
    if narrowed and not sent.getlist("line"):
        grants = dict(scene.grants)
    wish = SharingChange(grants, narrowed, sent.get("seen", "")[:64], "leave" in sent)
    level = WORDS.get(sent.get("add_level", "read")) or Level.READ
    step = sent.get("step", "add" if sent.get("add") else "show")
    return SharingRequest(
        wish, step, sent.get("add", "")[:200], min(level, max(scene.levels)), sent.get("shown", "")[:64]
    )


def is_principal(text: str) -> bool:
    """Whether an access list could name this."""
    kind, _, id = text.partition(":")
    return text == MEMBERS or (kind in ("group", "lead", "user") and id.isascii() and id.isdigit() and len(id) < 16)


def shown_key(wish: SharingChange) -> str:
    """A short text for the lines whose effect was shown: only that is applied."""
    words = repr((sorted(wish.grants.items()), wish.narrowed))
    return hashlib.sha256(words.encode()).hexdigest()[:24]


def _render(
    form: SharingForm,
    scene: SharingState,
    wish: SharingChange,
    errors: Mapping[str, str],
    asked: SharingRequest | None = None,
    *,
    dialog: bool = False,
) -> str:
    template = "sharing/_dialog.html" if dialog else "sharing/_form.html" if _in_part() else "sharing/share.html"
    return render_template(template, **words(form, scene, wish), errors=errors, asked=asked)


def words(form: SharingForm, scene: SharingState, wish: SharingChange) -> dict[str, Any]:
    """What the templates show of a wish."""
    session = reading()
    effect = sharing.diff_of(session, actor(), scene, wish)
    everybody = effective_access.people_through(session, {MEMBERS: Level.READ}, scene.around)
    changed = wish.narrowed != scene.narrowed or (
        wish.narrowed is not False and dict(wish.grants) != dict(scene.grants)
    )
    return {
        "subject": form.subject,
        "scene": scene,
        "wish": wish,
        "seen": wish.seen or sharing.state_of(session, scene),
        "rows": _with_everyone(rows(session, wish.grants, scene), len(everybody)),
        "choices": [(word, level) for word, level in WORDS.items() if level is None or level in scene.levels],
        "effect": effect,
        "changed": changed,
        "shown": shown_key(wish),
        "people": len(effect.readers),
        "sources": form.warn(effect.readers) if changed else (),
        "around": audiences.of_lists(session, scene.around[:1]).get(scene.around[0]) if scene.around else None,
    }


def _with_everyone(found: list[GrantRow], people: int) -> list[GrantRow]:
    """Everyone stands first, with or without access."""
    if found and found[0].principal == MEMBERS:
        return found
    return [GrantRow(MEMBERS, MEMBERS, "", people, "none"), *found]


def rows(session: Session, grants: Mapping[str, Level], scene: SharingState | None = None) -> list[GrantRow]:
    """The lines of a list with their names: everyone, groups, their leads, people."""
    groups = effective_access.group_names(session, grants)
    users = [int(name[5:]) for name in grants if name.startswith("user:")]
    people = queries.colleagues(session, users)
    found = []
    for principal, level in grants.items():
        kind, _, id = principal.partition(":")
        name = groups.get(principal, "") if kind in ("group", "lead") else people.get(int(id or 0), (0, "", ""))[1]
        if name or principal == MEMBERS:
            count = len(effective_access.of_principal(session, principal)) if kind != "user" else 1
            stays = scene is not None and principal in scene.staying
            found.append(GrantRow(principal, kind, name, count, _SPELT[level], stays))
    order = (MEMBERS, "group", "lead", "user")
    return sorted(found, key=lambda row: (order.index(row.kind), row.name.casefold()))
