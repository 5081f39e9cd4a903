"""The delivery of what is in the outbox: by a server (SMTP), or, where there is none, to the log."""

from __future__ import annotations

import asyncio
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate
from typing import Final
from urllib.parse import urlsplit

import structlog

from gateway import clock
from gateway.access.secrets import Vault
from gateway.access.site import SiteData
from gateway.mail import outbox
from gateway.mail.outbox import Taken
from gateway.settings import Mail as MailSettings
from gateway.store.store import Store

__all__ = ["Delivery", "message", "unreachable"]

# The seconds that a server may take for each step.
_STEP_SECONDS: Final = 20
# The same for who only looks whether it is there.
_LOOK_SECONDS: Final = 5
# The answers of a server that refuse somebody for good begin here.
_PERMANENT: Final = 500


class Delivery:
    """Sends the mails of a site that are due."""

    def __init__(self, settings: MailSettings, store: Store, vault: Vault) -> None:
        """``settings`` name the server."""
        self._settings = settings
        self._store = store
        self._vault = vault

    async def send_due(self, site: SiteData) -> None:
        """Send every mail that is due and that no other worker is sending. A mail that is being sent when this ends is sent whole."""
        if not await self._store.read(outbox.any_due, now=_now()):
            return
        while (taken := await self._store.write(outbox.take, self._vault, now=_now())) is not None:
            work = asyncio.create_task(self._send(taken, site))
            try:
                reached = await asyncio.shield(work)
            except asyncio.CancelledError:
                await work
                raise
            if not reached:
                return

    async def _send(self, taken: Taken, site: SiteData) -> bool:
        """Send a mail, and note what became of it; returns whether it is worth trying others."""
        log, mail = _log(), taken.mail
        if not self._settings.host:
            shown = {"text": mail.text} if site.config.flag("triglot/demo") else {}
            log.warning("mail not sent: no server is set", mail=taken.id, to=mail.address, subject=mail.subject, **shown)
            await self._store.write(outbox.sent, taken, now=_now())
            return True
        sender = self._settings.sender or f"noreply@{urlsplit(site.wwwroot).hostname}"
        try:
            await asyncio.to_thread(_hand_over, self._settings, message(taken, sender, site.name))
        except (OSError, ValueError, smtplib.SMTPException) as error:
            for_good, problem = _is_permanent(error), _problem(error)
            due = await self._store.write(outbox.failed, taken, problem, for_good=for_good, now=_now())
            told = {"mail": taken.id, "to": mail.address, "attempts": taken.attempts + 1, "problem": problem}
            if due is None:
                log.error("mail given up", **told)
            else:
                log.warning("mail not sent, tried again later", seconds=due - _now(), **told)
            return for_good
        await self._store.write(outbox.sent, taken, now=_now())
        log.info("mail sent", mail=taken.id, to=mail.address, attempts=taken.attempts + 1)
        return True


def message(taken: Taken, sender: str, sender_name: str) -> EmailMessage:
    """The mail as it is sent. It has the same id each time it is tried. Raises ``ValueError`` for what cannot stand in its head."""
    mail, made = taken.mail, EmailMessage()
    local, _, domain = sender.rpartition("@")
    made["From"] = Address(" ".join(sender_name.split()), local, domain)
    made["To"] = Address(mail.name, addr_spec=mail.address)
    made["Subject"] = mail.subject
    made["Date"] = formatdate(taken.timecreated)
    made["Message-ID"] = f"<triglot.{taken.id}.{taken.timecreated}@{domain}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(mail.text)
    return made


def _hand_over(settings: MailSettings, mail: EmailMessage) -> None:
    """Give a mail to the server. Blocks. Raises ``OSError``, ``ValueError`` or ``SMTPException``."""
    with _connected(settings, _STEP_SECONDS) as server:
        server.send_message(mail)


def unreachable(settings: MailSettings) -> str:
    """Why the server would take no mail; empty if it would. Blocks for a few seconds at most."""
    try:
        with _connected(settings, _LOOK_SECONDS) as server:
            server.noop()
    except (OSError, ValueError, smtplib.SMTPException) as error:
        return _problem(error)
    return ""


@contextmanager
def _connected(settings: MailSettings, seconds: float) -> Iterator[smtplib.SMTP]:
    """The server, which knows who we are. Raises ``OSError``, ``ValueError`` or ``SMTPException``."""
    where = settings.host, settings.port
    trusted = ssl.create_default_context() if settings.security != "none" else None
    if settings.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(*where, timeout=seconds, context=trusted)
    else:
        server = smtplib.SMTP(*where, timeout=seconds)
    with server:
        if settings.security == "starttls":
            server.starttls(context=trusted)
        if settings.user:
            server.login(settings.user, settings.password)
        yield server


def _is_permanent(error: Exception) -> bool:
    """Whether the server will never take the mail, rather than not now, or not from us."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= _PERMANENT for code, _ in error.recipients.values())
    return isinstance(error, ValueError) and not isinstance(error, OSError)  # such as an address that cannot stand in a head


def _problem(error: Exception) -> str:
    """Why a mail was not sent, in the words of the server, in which nothing of the mail or of our credentials is."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
        return f"refused ({code}): {said.decode('utf-8', 'replace')}"
    if isinstance(error, smtplib.SMTPResponseException):
        answer = error.smtp_error
        return f"{type(error).__name__} ({error.smtp_code}): {answer.decode('utf-8', 'replace') if isinstance(answer, bytes) else answer}"
    return f"{type(error).__name__}: {error}"


def _now() -> int:
    return clock.seconds()


def _log() -> structlog.typing.FilteringBoundLogger:
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger("gateway.mail")
    return logger
