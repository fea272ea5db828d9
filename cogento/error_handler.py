"""Turns what views raise into answers: the library's work, and Django's own refusals."""

from __future__ import annotations

import logging

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http.multipartparser import MultiPartParserError
from drf_standardized_errors.handler import ExceptionHandler
from rest_framework.exceptions import ParseError

from cogento.errors import DatabaseUnavailable, TooLarge

logger = logging.getLogger(__name__)


class ErrorHandler(ExceptionHandler):
    def convert_known_exceptions(self, exc: Exception) -> Exception:
        if isinstance(exc, RequestDataTooBig):
            return TooLarge()
        if isinstance(exc, SuspiciousOperation | MultiPartParserError):
            return ParseError("The body cannot be read.")
        if isinstance(exc, OperationalError | InterfaceError):
            logger.error("A database cannot be used: %s", type(exc).__name__, exc_info=exc)
            return DatabaseUnavailable()
        return super().convert_known_exceptions(exc)
