from rest_framework.authentication import SessionAuthentication


class JudgedSessionAuthentication(SessionAuthentication):
    """Session authentication that asks at every request whether the person may still come in."""
