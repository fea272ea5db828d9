"""Every error that a caller can meet, with a text that says what happened and what to do: docs/errors.md."""

from cogento.errors.base import *  # noqa: F403
from cogento.errors.money import *  # noqa: F403
