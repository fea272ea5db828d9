from __future__ import annotations

from django.db import models


class Passkey(models.Model):
    """A key that somebody's device or password manager holds; its public half stands here.

    Source: https://www.w3.org/TR/webauthn-3/#credential-record
    """

    user = models.ForeignKey("members.User", models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60, help_text="What its owner calls it.")
    credential_id = models.BinaryField(unique=True)
    public_key = models.BinaryField()
    sign_count = models.PositiveBigIntegerField(help_text="Stays 0 where the key does not count.")
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"Passkey {self.pk}"
