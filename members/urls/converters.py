from django.urls.converters import StringConverter


class StripeId(StringConverter):
    """What can be an id of Stripe's; `..` in a path would lead Stripe's library elsewhere."""

    regex = r"[A-Za-z0-9][A-Za-z0-9_\-]{0,254}"
