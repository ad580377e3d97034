"""Notifications in the browser: the list, marking as read, preferences, and who may be mentioned."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import get_locale, gettext
from werkzeug.wrappers import Response as BaseResponse

from kms.accounts.queries import get_person
from kms.core.errors import Invalid, NotFound
from kms.core.text import N_
from kms.mail.service import is_set_up
from kms.notifications import emails, opt_out, queries, service, visibility
from kms.notifications.kinds import HERE, KINDS, NONE, WAYS
from kms.notifications.queries import NotificationRow
from kms.notifications.web.inbox import inbox_entries, targets
from kms.signin.web.identity import secret
from kms.web.forms import show_again
from kms.web.i18n import say
from kms.web.identity import actor, cached, find_actor, my_reach
from kms.web.routes import Routes
from kms.web.transaction import reading, writing

routes = Routes("notifications", __name__)
HIDDEN = N_("This does not exist, or is not visible to you.")
MOST = 99


@routes.app_template_global()
def unread_count() -> int:
    """Return the number of visible things with unread notifications, for the bell."""
    person = find_actor()
    return 0 if person is None else cached(("unread", person.person_id, my_reach()), lambda: _count(person.person_id))


def _count(person_id: int) -> int:
    about = queries.unread_things(reading(), person_id)
    return len(visibility.visible(reading(), targets(), my_reach(), about)) if about else 0


@routes.app_template_filter()
def notice_line(row: NotificationRow) -> str:
    """Return what happened, in the reader's language."""
    return emails.line_of(row, str(get_locale()))


@routes.get("/notices", who="member")
def list_notices() -> str:
    return render_template("notifications/list.html", told=inbox_entries())


@routes.post("/notices/<int:notice_id>/open", who="member")
def open_notice(notice_id: int) -> BaseResponse:
    """Redirect to the subject and mark everything about it as read."""
    notice = service.read(writing(), actor(), notice_id)
    about = (notice.about_kind, notice.about_id)
    hit = visibility.hits(reading(), targets(), my_reach(), [about]).get(about)
    if hit is None:
        raise NotFound(HIDDEN)
    return redirect(visibility.anchored_url(hit.url, notice.place), 303)


@routes.post("/notices/read", who="member")
def read_all() -> BaseResponse:
    service.read_all(writing(), actor())
    return redirect(url_for("notifications.list_notices"), 303)


@routes.get("/profile/notices", who="member")
def choices() -> str:
    session, person_id = reading(), actor().person_id
    form = {**queries.choices_of(session, person_id), "follow": queries.follows_own(session, person_id)}
    return render_template("notifications/choices.html", form=form, errors={}, **_context())


def _context() -> dict[str, object]:
    person = get_person(reading(), actor().person_id)
    mail = is_set_up(reading())
    ways = WAYS if mail else {HERE: WAYS[HERE], NONE: WAYS[NONE]}
    offered = [(how, say(label)) for how, label in ways.items()]
    return {"kinds": KINDS.values(), "ways": ways, "offered": offered, "can_mail": mail, "address": person.email}


@routes.post("/profile/notices", who="member")
def change_choices() -> BaseResponse:
    words = _context()
    try:
        ways = _ways(bool(words["can_mail"]))
        service.choose(writing(), actor().person_id, ways)
        service.choose_following(writing(), actor().person_id, "follow" in request.form)
    except Invalid as fault:
        return show_again("notifications/choices.html", fault, **words)
    flash(gettext("This was saved."), "success")
    return redirect(url_for("notifications.choices"), 303)


def _ways(can_mail: bool) -> dict[str, str]:
    """Return the submitted preferences. Without a mail server, "here" leaves the preference for email unchanged."""
    chosen = {name: request.form[name] for name in KINDS if name in request.form}
    if can_mail:
        return chosen
    present = queries.choices_of(reading(), actor().person_id)
    kept = {name: KINDS[name].how if present[name] == NONE else present[name] for name in chosen}
    return {name: kept[name] if how == HERE else how for name, how in chosen.items()}


@routes.get("/mail/stop/<token>", who="anyone")
def confirm_stop(token: str) -> str:
    """Asks for confirmation, so that link scanners of mail systems do not unsubscribe anyone."""
    _, kind = opt_out.person_of(secret(), token)
    return render_template("notifications/stop.html", token=token, kind=KINDS.get(kind), done=False)


@routes.post("/mail/stop/<token>", who="anyone")
def stop_mails(token: str) -> str:
    """Unsubscribe without signing in; also called by mail programs (RFC 8058)."""
    _, kind = opt_out.person_of(secret(), token)
    opt_out.stop(writing(), secret(), token)
    return render_template("notifications/stop.html", token=token, kind=KINDS.get(kind), done=True)
