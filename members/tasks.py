"""Every job of this app, for procrastinate to find."""

from members.services.bulk.tasks import apply_import, resume_imports
from members.services.join_mails import send_join_mail
from members.services.plans.tasks import move_members
from members.services.undefined_keys.tasks import remove_key
from members.sign_in.address_changes import tell_old_address
from members.sign_in.jobs import send_sign_in_mail, tidy_sign_in
from members.sign_in.passkey_mail import tell_of_passkey

__all__ = [
    "apply_import",
    "move_members",
    "remove_key",
    "resume_imports",
    "send_join_mail",
    "send_sign_in_mail",
    "tell_of_passkey",
    "tell_old_address",
    "tidy_sign_in",
]
