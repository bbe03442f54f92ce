"""One e-mail to one address over SMTP, by the standard library. Nothing is retried here."""

from __future__ import annotations

import smtplib
import ssl
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import unquote, urlsplit

from assess.model.notify import HERE, Target
from assess.operate.notify.channels import mail
from assess.operate.notify.replies import Reply, smtp_reply, trouble
from assess.operate.notify.secrets import Keys
from assess.store.outbox import Message


def mailed(message: Message, target: Target, keys: Keys, timeout: float, now: datetime) -> Reply:
    """Send it. With smtp:// TLS is begun where the server offers it; a password goes over TLS or not at all."""
    host = urlsplit(target.url).hostname or ""
    letter = mail(message.content, target, message.recipient)
    letter["Date"] = format_datetime(now.astimezone(UTC))
    try:
        return _conversation(letter, target, message.recipient, keys, timeout)
    except smtplib.SMTPRecipientsRefused as error:
        return smtp_reply(*next(iter(error.recipients.values())))
    except smtplib.SMTPResponseException as error:
        return smtp_reply(error.smtp_code, error.smtp_error)
    except (smtplib.SMTPException, OSError, ValueError) as error:
        return trouble(error, host)


def _conversation(letter: EmailMessage, target: Target, recipient: str, keys: Keys, timeout: float) -> Reply:
    parts = urlsplit(target.url)
    host = parts.hostname or ""
    user, password = (unquote(keys.fill(part)) if part else "" for part in (parts.username, parts.password))
    context = ssl.create_default_context()
    if parts.scheme == "smtps":
        server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=timeout, context=context)
    else:
        server = smtplib.SMTP(host, parts.port or 587, timeout=timeout)
    try:
        server.ehlo_or_helo_if_needed()
        safe = parts.scheme == "smtps" or host in HERE
        if parts.scheme == "smtp" and server.has_extn("starttls"):
            server.starttls(context=context)
            server.ehlo()
            safe = True
        if password and not safe:
            return Reply("refused", f"{host} offers no TLS, and a password is not sent without")
        if user and password:
            server.login(user, password)
        server.send_message(letter, target.sender, [recipient])
        return Reply("sent", "SMTP 250")
    finally:
        _leave(server)


def _leave(server: smtplib.SMTP) -> None:
    """Part from the server; the message is taken by then, so what goes wrong now changes nothing."""
    try:
        server.quit()
    except (smtplib.SMTPException, OSError):
        server.close()
