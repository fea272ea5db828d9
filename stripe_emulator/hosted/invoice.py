"""The page behind `hosted_invoice_url` and `invoice_pdf`, and the receipt of a charge."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..billing import collection
from ..errors import StripeError
from ..resources import payment_methods
from ..state import State
from ..store import Object
from .web import act, card_of, emulator_of, form_of, not_here, page, see_other, state_of


async def invoice(request: Request) -> Response:
    state = state_of(request)
    found = state.store.get(request.path_params["id"], "invoice")
    path = f"/invoices/{request.path_params['id']}/{request.path_params['secret']}"
    if found is None or found["hosted_invoice_url"] != path:
        return not_here("invoice")
    if request.method == "GET":
        return page("invoice.html", invoice=found, path=path, form={}, problem="")
    form: dict[str, str] = {}
    try:
        form = await form_of(request)
        act(emulator_of(request), lambda s: pay(s, found, form), found)
    except StripeError as error:
        return page("invoice.html", 402, invoice=found, path=path, form=form, problem=error.message)
    return see_other(path)


def pay(state: State, found: Object, form: dict[str, str]) -> None:
    method = state.create(payment_methods.from_card(state, card_of(form)))
    method = payment_methods.attach_to(state, method["id"], state.get("customer", found["customer"]))
    error = collection.pay(state, found, method=method, off_session=False)
    if error:
        raise error


async def receipt(request: Request) -> Response:
    charge = state_of(request).store.get(request.path_params["id"], "charge")
    if charge is None:
        return not_here("receipt")
    return page("receipt.html", charge=charge)


routes = [
    Route("/invoices/{id}/{secret}", invoice, methods=["GET", "POST"]),
    Route("/invoices/{id}/{secret}/pdf", invoice),
    Route("/receipts/{id}", receipt),
]
