"""Compose the message of an email: proper UTF-8 headers, safe from header injection."""

import re
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid

import idna

from kms.core.clock import now
from kms.core.text import clean_line

SUBJECT_CHARS = 200
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")


@dataclass(frozen=True)
class EmailContent:
    """The content of an email: plain text, and simple HTML unless `html` is empty; `opt_out` is the unsubscribe URL."""

    subject: str
    text: str
    html: str = ""
    opt_out: str = ""


def read_address(text: str) -> Address:
    """Parse a single email address. Raises ValueError for anything else: lists, display names, quoted parts."""
    local, _, domain = text.rpartition("@")
    if len(text) > 320 or not _LOCAL.fullmatch(local):
        raise ValueError("this is no mail address")
    return Address(username=local, domain=_ascii(domain))


def compose(sender: str, sender_name: str, recipient: str, words: EmailContent) -> EmailMessage:
    """Return the message with its headers (RFC 5322, 3834, 8058). Raises ValueError for an invalid address."""
    origin, goal = read_address(sender), read_address(recipient)
    message = EmailMessage(SMTP)
    message["From"] = Address(clean_line(sender_name)[:100], origin.username, origin.domain)
    message["To"] = goal
    message["Subject"] = clean_line(words.subject)[:SUBJECT_CHARS]
    message["Date"] = format_datetime(now())
    message["Message-ID"] = make_msgid(domain=origin.domain)
    message["Auto-Submitted"] = "auto-generated"
    if words.opt_out:
        message["List-Unsubscribe"] = f"<{_one_address(words.opt_out)}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content(words.text, charset="utf-8")
    if words.html:
        message.add_alternative(words.html, subtype="html", charset="utf-8")
    return message


def _ascii(domain: str) -> str:
    """Return the domain in its ASCII form (IDNA). A local name without a dot is valid."""
    try:
        return idna.encode(domain, uts46=True).decode()
    except (idna.IDNAError, UnicodeError) as fault:
        raise ValueError("this is no mail address") from fault


def _one_address(text: str) -> str:
    if not re.fullmatch(r"https?://[!-;=?-~]+", text):
        raise ValueError("this is no web address")
    return text
