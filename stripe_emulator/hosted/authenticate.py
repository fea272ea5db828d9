"""3-D Secure for intents that redirect: a page with two buttons, then back to the `return_url`."""

from __future__ import annotations

from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from ..billing import collection, payments
from ..errors import StripeError
from ..resources import setup_intents
from ..state import State
from ..store import Object
from .web import act, emulator_of, form_of, not_here, page, see_other, state_of


async def authenticate(request: Request) -> Response:
    found = state_of(request).store.get(request.path_params["id"])
    if found is None or found["object"] not in ("payment_intent", "setup_intent"):
        return not_here("payment")
    intent: Object = found
    if intent["status"] != "requires_action":
        return page("message.html", title="3-D Secure", text="There is nothing to authenticate any more.")
    if request.method == "GET":
        return page("authenticate.html", form={})
    try:
        form = await form_of(request)
        passed = form.get("authentication") == "complete"
        act(emulator_of(request), lambda state: decide(state, intent, passed=passed), intent)
    except StripeError as error:
        return page("message.html", 400, title="3-D Secure", text=error.message)
    back = (intent["next_action"].get("redirect_to_url") or {}).get("return_url")
    if not back:
        return page("message.html", title="3-D Secure", text="Done. You can close this page.")
    query = {intent["object"]: intent["id"], f"{intent['object']}_client_secret": intent["client_secret"]}
    return see_other(f"{back}{'&' if '?' in back else '?'}{urlencode(query)}")


def decide(state: State, intent: Object, *, passed: bool) -> None:
    if intent["object"] == "setup_intent":
        (setup_intents.authenticated if passed else setup_intents.not_authenticated)(state, intent)
    elif passed:
        intent, _ = payments.authenticated(state, intent)
        collection.intent_succeeded(state, intent)
    else:
        payments.not_authenticated(state, intent)


routes = [Route("/authenticate/{id}", authenticate, methods=["GET", "POST"])]
