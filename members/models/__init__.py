from members.models.audit import AuditEntry
from members.models.fields import FieldDefinition
from members.models.imports import ImportBatch, ImportRow
from members.models.people import RoleGrant, User

__all__ = ["AuditEntry", "FieldDefinition", "ImportBatch", "ImportRow", "RoleGrant", "User"]
