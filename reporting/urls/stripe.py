from django.urls import path

from reporting.views import webhooks

urlpatterns = [path("webhooks", webhooks.receive, name="webhooks")]
