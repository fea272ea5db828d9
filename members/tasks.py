"""Every job of this app, for procrastinate to find."""

from members.sign_in.jobs import send_sign_in_mail, tidy_sign_in

__all__ = ["send_sign_in_mail", "tidy_sign_in"]
