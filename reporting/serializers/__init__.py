from reporting.serializers.invoices import InvoiceSerializer
from reporting.serializers.members import MemberDetailSerializer, MemberSerializer
from reporting.serializers.mirror import MirrorSerializer
from reporting.serializers.payments import PaymentSerializer
from reporting.serializers.plans import PlanSerializer
from reporting.serializers.subscriptions import SubscriptionSerializer

__all__ = [
    "InvoiceSerializer",
    "MemberDetailSerializer",
    "MemberSerializer",
    "MirrorSerializer",
    "PaymentSerializer",
    "PlanSerializer",
    "SubscriptionSerializer",
]
