"""What all pages share: templates, forms, and one transaction for each button."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from jinja2 import Environment, FileSystemLoader
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from .. import params
from ..billing.clocks import clock_of
from ..billing.money import formatted
from ..emulator import Emulator
from ..errors import InvalidRequest
from ..origins import from_another_site
from ..state import Request as Call, State
from ..store import Object

T = TypeVar("T")
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; img-src data:;"
    " base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}


def day(moment: int | None) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%-d %b %Y") if moment else "–"


def minute(moment: int | None) -> str:
    return datetime.fromtimestamp(moment, UTC).strftime("%-d %b %Y %H:%M:%S") if moment else "–"


templates = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    trim_blocks=True,
    lstrip_blocks=True,
)
templates.filters.update(day=day, minute=minute, money=formatted)


def emulator_of(request: Request) -> Emulator:
    found: Emulator = request.app.state.emulator
    return found


def state_of(request: Request) -> State:
    return emulator_of(request).state


def page(name: str, status: int = 200, **values: Any) -> Response:
    return HTMLResponse(templates.get_template(name).render(**values), status, HEADERS)


def not_here(what: str) -> Response:
    return page(
        "message.html", 404, title="Not found", text=f"There is no such {what} in this Stripe emulator."
    )


def see_other(url: str) -> Response:
    return RedirectResponse(url, 303, {"Referrer-Policy": "same-origin"})


def act(emulator: Emulator, do: Callable[[State], T], of: Object | None = None) -> T:
    """One button, one transaction, in the time of the test clock that stands behind `of`."""
    emulator.state.request = Call()
    clock = clock_of(emulator.state, of)
    emulator.state.moment = int(clock["frozen_time"]) if clock else None
    emulator.state.backdating = clock is not None
    try:
        result = do(emulator.state)
    except BaseException:
        emulator.rollback()
        raise
    finally:
        emulator.state.moment, emulator.state.backdating = None, False
    emulator.commit()
    return result


def refuse_other_sites(request: Request) -> None:
    """A form of another site must not change anything here."""
    if from_another_site(request, state_of(request).public_url):
        raise InvalidRequest("This form was sent from another site.")


async def form_of(request: Request) -> dict[str, str]:
    refuse_other_sites(request)
    return {key: str(value).strip() for key, value in (await request.form()).items()}


def card_of(form: dict[str, str]) -> dict[str, Any]:
    """The card that was typed, as the API's `card` parameter."""
    month, _, year = form.get("card_expiry", "").replace(" ", "").partition("/")
    if not month.isdigit() or not year.isdigit():
        raise InvalidRequest("Your card's expiration date is incomplete. Enter it as MM / YY.")
    digits = "".join(c for c in form.get("card_number", "") if c.isdigit())
    if not digits:
        raise InvalidRequest("Your card number is incomplete.")
    return {"number": digits, "exp_month": int(month), "exp_year": int(year)}


def checked(spec: params.Spec, values: dict[str, Any]) -> dict[str, Any]:
    return params.parse(spec, values)
