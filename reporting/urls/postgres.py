from django.urls import path

from reporting.views import billing, members, mirror

urlpatterns = [
    path("members", members.MemberList.as_view(), name="members"),
    path("members/<str:customer_id>", members.MemberDetail.as_view(), name="member"),
    path("plans", billing.PlanList.as_view(), name="plans"),
    path("subscriptions", billing.SubscriptionList.as_view(), name="subscriptions"),
    path("invoices", billing.InvoiceList.as_view(), name="invoices"),
    path("payments", billing.PaymentList.as_view(), name="payments"),
    path("mirror", mirror.MirrorDetail.as_view(), name="mirror"),
]
