"""Pass an email to the mail server, and explain in plain language why it was rejected."""

import smtplib
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from kms.core.text import N_, Message
from kms.settings.values import Settings

SECONDS = 20


def send(settings: Settings, message: EmailMessage) -> None:
    """Send one email. Raises OSError or smtplib.SMTPException; `is_final` and `reason` interpret them."""
    with _connected(settings) as server:
        server.send_message(message)


@contextmanager
def _connected(settings: Settings) -> Iterator[smtplib.SMTP]:
    secure = ssl.create_default_context()
    if settings.mail_security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(settings.mail_host, settings.mail_port, timeout=SECONDS, context=secure)
    else:
        server = smtplib.SMTP(settings.mail_host, settings.mail_port, timeout=SECONDS)
    try:
        if settings.mail_security == "starttls":
            server.starttls(context=secure)
        if settings.mail_user:
            server.login(settings.mail_user, settings.mail_password)
        yield server
    finally:
        _part(server)


def _part(server: smtplib.SMTP) -> None:
    try:
        server.quit()
    except (OSError, smtplib.SMTPException):
        server.close()


def is_final(fault: Exception) -> bool:
    """Whether a retry is pointless: the server permanently rejects this email or its recipient."""
    match fault:
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            return all(500 <= code < 600 for code, _ in refused.values())
        case smtplib.SMTPAuthenticationError():
            return False
        case smtplib.SMTPSenderRefused() | smtplib.SMTPDataError():
            return 500 <= fault.smtp_code < 600
    return isinstance(fault, ValueError)


def reason(fault: Exception) -> Message:
    """Return why an email was rejected, for an administrator who can fix it."""
    match fault:
        case ssl.SSLCertVerificationError():
            return N_("The certificate of the mail server is not valid for this name.")
        case ssl.SSLError():
            return N_("The mail server does not speak this kind of encryption on this port.")
        case socket.gaierror():
            return N_("There is no mail server of this name.")
        case ConnectionRefusedError():
            return N_("The mail server does not answer on this port.")
        case TimeoutError():
            return N_("The mail server does not answer in time.")
        case smtplib.SMTPAuthenticationError():
            return N_("The mail server refuses the user name or the password.")
        case smtplib.SMTPNotSupportedError():
            return N_("The mail server does not offer what is set: %(words)s", words=_shortened(str(fault)))
        case smtplib.SMTPRecipientsRefused(recipients=refused):
            return N_("The mail server refuses the recipient: %(words)s", words=_shortened(str([*refused.values()])))
        case smtplib.SMTPSenderRefused():
            return N_(
                "The mail server refuses the sender's address: %(words)s", words=_shortened(str(fault.smtp_error))
            )
        case ValueError():
            return N_("This is no mail address.")
    return N_("The letter was not taken: %(words)s", words=_shortened(str(fault)))


def _shortened(text: str) -> str:
    return text[:200]
