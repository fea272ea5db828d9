from members.models.audit import AuditEntry
from members.models.fields import FieldDefinition
from members.models.imports import ImportBatch, ImportRow
from members.models.joining import JoinRequest
from members.models.passkeys import Passkey
from members.models.pending import PendingWrite
from members.models.people import RoleGrant, User
from members.models.price_moves import PriceMove, PriceMoveRow
from members.models.requests import KeptRequest
from members.models.self_service import SelfService
from members.models.sessions import Session
from members.models.sign_in import AddressChange, SignInRequest, Throttle

__all__ = [
    "AddressChange",
    "AuditEntry",
    "FieldDefinition",
    "ImportBatch",
    "ImportRow",
    "JoinRequest",
    "KeptRequest",
    "Passkey",
    "PendingWrite",
    "PriceMove",
    "PriceMoveRow",
    "RoleGrant",
    "SelfService",
    "Session",
    "SignInRequest",
    "Throttle",
    "User",
]
