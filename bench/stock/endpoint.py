"""Makes the webhook endpoint that dj-stripe wants in its database, and prints its path."""

import sys

import django
from django.apps import apps
from django.urls import reverse

if __name__ == "__main__":
    django.setup()
    endpoint = apps.get_model("djstripe", "WebhookEndpoint").objects.create(
        id="we_bench",
        livemode=False,
        secret=sys.argv[1],
        status="enabled",
        enabled_events=["*"],
        url="http://127.0.0.1",
    )
    print(reverse("djstripe:djstripe_webhook_by_uuid", args=[endpoint.djstripe_uuid]))
