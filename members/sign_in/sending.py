"""Handing a mail over, or trying again later."""

from __future__ import annotations

import logging

from django.core.mail import EmailMultiAlternatives

logger = logging.getLogger(__name__)


class TryLater(Exception):
    """Mail server, reporting database or Stripe are away. Carries nothing: jobs' errors are logged."""


def send(mail: EmailMultiAlternatives) -> None:
    """Raises TryLater where the mail server does not take it."""
    try:
        mail.send()
    except OSError as error:  # smtplib's errors are OSErrors too
        logger.warning("The mail server did not take a mail (%s). It is tried again.", type(error).__name__)
        raise TryLater from None
