"""Render notifications as an email: plain text and simple HTML in the recipient's language, no images, no tracking."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from markupsafe import escape

from kms.core.search_sources import SearchHit
from kms.core.text import N_, Message
from kms.core.translations import translate
from kms.notifications.kinds import KINDS
from kms.notifications.queries import NotificationRow
from kms.notifications.visibility import Thing, anchored_url


@dataclass(frozen=True)
class EmailLinks:
    """The URLs of the installation, of the preferences, and to unsubscribe from this kind."""

    root: str
    choices: str
    stop: str


@dataclass(frozen=True)
class RenderedEmail:
    """Subject and bodies of the email."""

    subject: str
    text: str
    html: str


def line_of(row: NotificationRow, language: str) -> str:
    """Return what happened, in one line."""
    who = row.who or translate(N_("Somebody"), language)
    kind = KINDS.get(row.kind)
    said = translate(Message(kind.says.id, {**kind.says.params, "who": who}), language) if kind else who
    return f"{said} ({row.count} ×)" if row.count > 1 else said


def render_email(
    rows: Sequence[NotificationRow], found: Mapping[Thing, SearchHit], addresses: EmailLinks, language: str
) -> RenderedEmail:
    """Render an email about these notifications, all visible to the recipient: `found` contains their subjects."""
    subject = _subject(rows, found, language)
    why = translate(
        N_("You get this mail because you chose to be told by mail. Mails leave in working hours only."), language
    )
    choose, end = translate(N_("Choose what is mailed"), language), translate(N_("End such mails"), language)
    text, html = [], []
    for about in dict.fromkeys(row.about for row in rows):
        hit, here = found[about], [row for row in rows if row.about == about]
        address = addresses.root + anchored_url(hit.url, here[-1].place)
        lines = [line for row in here for line in _lines(row, language)]
        text.append("\n".join([hit.title, *(f"  {line}" for line in lines), f"  {address}"]))
        html.append(f'<p><a href="{escape(address)}"><strong>{escape(hit.title)}</strong></a>'
                    f"<br>{'<br>'.join(str(escape(line)) for line in lines)}</p>")  # fmt: skip
    text.append(f"-- \n{why}\n{choose}: {addresses.choices}\n{end}: {addresses.stop}")
    html.append(f'<hr><p>{escape(why)}<br><a href="{escape(addresses.choices)}">{escape(choose)}</a> · '
                f'<a href="{escape(addresses.stop)}">{escape(end)}</a></p>')  # fmt: skip
    page = f'<!doctype html><html lang="{language}"><body>{"".join(html)}</body></html>'
    return RenderedEmail(subject, "\n\n".join(text) + "\n", page)


def _lines(row: NotificationRow, language: str) -> list[str]:
    quoted = [translate(N_("“%(words)s”", words=row.note), language)] if row.note else []
    return [line_of(row, language), *quoted]


def _subject(rows: Sequence[NotificationRow], found: Mapping[Thing, SearchHit], language: str) -> str:
    titles = list(dict.fromkeys(found[row.about].title for row in rows))
    if len(rows) == 1:
        return f"{titles[0]}: {line_of(rows[0], language)}"
    if len(titles) == 1:
        return translate(N_("%(title)s: %(count)s notifications", title=titles[0], count=len(rows)), language)
    return translate(N_("%(count)s notifications", count=len(rows)), language)
