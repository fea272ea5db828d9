"""Disputes: made by the test cards for them, answered with evidence.

`uncategorized_text` of `winning_evidence` or `losing_evidence` decides, as Stripe documents.

Source: https://docs.stripe.com/api/disputes, https://docs.stripe.com/testing#disputes
"""

from __future__ import annotations

from ..billing import disputes
from ..errors import InvalidRequest
from ..lists import LIST, Page, list_objects
from ..metadata import merged, metadata
from ..params import boolean, idle, record, text
from ..registry import Resource
from ..state import State
from ..store import Object


def show(state: State, obj: Object) -> Object:
    return {**obj, "balance_transactions": [state.store.objects[id] for id in obj["balance_transactions"]]}


dispute = Resource(
    "dispute", expandable=("charge", "payment_intent"), indexes=("charge", "payment_intent"), render=show
)
EVIDENCE = {**{key: text(limit=150_000) for key in disputes.EVIDENCE}, "enhanced_evidence": idle()}
UPDATE = {"evidence": record(EVIDENCE), "metadata": metadata(), "submit": boolean()}
INDEX = {**LIST, "charge": text(), "payment_intent": text()}


@dispute.get("/v1/disputes/{id}")
def retrieve(state: State, params: Object, id: str) -> Object:
    return state.get("dispute", id)


@dispute.post("/v1/disputes/{id}", UPDATE)
def update(state: State, params: Object, id: str) -> Object:
    obj = state.get("dispute", id)
    if "evidence" in params and obj["status"] not in disputes.OPEN:
        raise InvalidRequest("This dispute is already closed.", param="evidence")
    changes: Object = {}
    if "metadata" in params:
        changes["metadata"] = merged(obj["metadata"], params["metadata"])
    if params.get("evidence"):
        changes["evidence"] = {**obj["evidence"], **params["evidence"]}
        changes["evidence_details"] = {**obj["evidence_details"], "has_evidence": True}
    obj = state.change(obj, changes, "charge.dispute.updated")
    given = params.get("evidence") or {}
    return disputes.submit(state, obj) if given and params.get("submit", True) else obj


@dispute.post("/v1/disputes/{id}/close")
def close(state: State, params: Object, id: str) -> Object:
    obj = state.get("dispute", id)
    if obj["status"] not in disputes.OPEN:
        raise InvalidRequest("This dispute is already closed.")
    return disputes.close(state, obj, "warning_closed" if disputes.is_inquiry(obj) else "lost")


@dispute.get("/v1/disputes", INDEX)
def index(state: State, params: Object) -> Page:
    return list_objects(state, "dispute", "/v1/disputes", params)
