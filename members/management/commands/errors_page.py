"""Write docs/errors.md from the classes of the errors, or say that it is stale."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

from rest_framework.exceptions import APIException

from cogento.errors import CogentoError
from members.management.generated import GeneratedPage
from reporting.refusals import BY_CODE

HEAD = """# Errors

Made by `manage.py errors_page` from the classes; the tests hold it to them. Every answer that is
not a success has this form, with one entry for each thing that is wrong:

```json
{
  "type": "client_error",
  "errors": [{"code": "already_refunded", "detail": "This payment is …", "attr": null}]
}
```

`code` stays the same and is for programs. `detail` is for people and often says more than here.
`attr` names the field that is wrong. Where the status is 503 nothing is half done, and
`Retry-After` says when to try again.

| code | status | what it says | Stripe's own codes |
| --- | --- | --- | --- |
"""


class Command(GeneratedPage):
    help = "Writes docs/errors.md, and nothing else. --check writes nothing and fails where it is stale."
    page = "docs/errors.md"

    def text(self) -> str:
        return page()


def page() -> str:
    return HEAD + "\n".join(sorted({_row(error) for error in _ours()})) + "\n"


def _ours() -> Iterator[type[APIException]]:
    """Whatever a route can raise: the routes bring everything in that there is."""
    import_module("cogento.urls")
    for error in _below(APIException):
        library = error.__module__.split(".")[0] == "rest_framework"
        if not library and error.default_code != CogentoError.default_code:
            yield error


def _below(error: type[APIException]) -> Iterator[type[APIException]]:
    for each in error.__subclasses__():
        yield each
        yield from _below(each)


def _row(error: type[APIException]) -> str:
    theirs = ", ".join(f"`{code}`" for code, ours in sorted(BY_CODE.items()) if ours is error)
    return f"| `{error.default_code}` | {error.status_code} | {error.default_detail} | {theirs} |"
