"""Sending text messages: an interface, and a sender that only writes to the log."""

import logging
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from core.masking import mask_phone

log = logging.getLogger(__name__)


class Sender(Protocol):
    """Sends one text message to a phone (E.164); raises nothing that the caller must handle."""

    def send(self, phone: str, text: str) -> None:
        """Send ``text``."""


class ConsoleSender:
    """Writes that a message would go out, without its number or its code."""

    def send(self, phone: str, text: str) -> None:
        """Log the message with everything masked that must not stand in a log."""
        log.info("sms to %s (%d characters)", mask_phone(phone), len(text))


def sender() -> Sender:
    """Return the sender that the settings name."""
    return import_string(settings.SMS_SENDER)()
