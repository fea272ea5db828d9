from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "members"
    verbose_name = "People and membership"

    def ready(self) -> None:
        from members.services import audit_events  # noqa: F401  # connects its receiver
        from members.sign_in import address_changes, sessions  # noqa: F401  # and their own
