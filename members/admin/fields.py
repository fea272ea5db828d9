from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminTextareaWidget

from cogento.errors import CogentoError, FieldInvalid
from members.admin import undefined_key_pages
from members.admin.who import who
from members.models import FieldDefinition
from members.services import audit, fields


class FieldForm(forms.ModelForm):
    by: str  # who fills it in

    choices = forms.CharField(
        required=False,
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 4}),
        help_text="Only for a choice: one value on each line.",
    )

    class Meta:
        model = FieldDefinition
        fields = [
            "label",
            "key",
            "type",
            "choices",
            "help_text",
            "target",
            "readable_by",
            "writable_by",
            "position",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["choices"] = "\n".join(str(choice) for choice in self.instance.choices)

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if not self.instance.pk and values.get("key") and values.get("target"):
            try:
                fields.check_new(target=values["target"], key=values["key"], by=self.by)
            except CogentoError as error:
                self.add_error("key", error.text)
        return values

    def clean_choices(self) -> list[str]:
        lines = (line.strip() for line in self.cleaned_data["choices"].splitlines())
        return list(dict.fromkeys(line for line in lines if line))


@admin.register(FieldDefinition)
class FieldDefinitionAdmin(ModelAdmin):
    """What the club keeps about its members beyond what Stripe has fields for."""

    form = FieldForm
    list_display = ["label", "key", "type", "target", "readable_by", "writable_by", "position"]
    list_filter = ["target", "type"]
    search_fields = ["label", "key"]
    list_before_template = "admin/members/field_tools.html"
    delete_confirmation_template = "admin/members/field_delete.html"
    actions = None

    def get_urls(self) -> list[URLPattern]:
        site, name = self.admin_site.admin_view, "members_undefined_keys"
        return [
            path("undefined/", site(undefined_key_pages.show), name=name),
            path("undefined/remove/", site(undefined_key_pages.remove), name=f"{name}_remove"),
            *super().get_urls(),
        ]

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change, **kwargs)
        form.by = who(request)
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return ["key", "target"] if obj else []  # members' values in Stripe stand under the key

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        values = {
            name: form.cleaned_data[name] for name in form.cleaned_data if name not in ("key", "target")
        }
        try:
            saved = fields.define(key=obj.key, target=obj.target, by=who(request), **values)
        except FieldInvalid as error:  # the form has checked the same; a race may still end here
            raise forms.ValidationError(error.text) from error
        obj.pk = saved.pk

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Members' values stay in Stripe; they are only no longer shown as a field."""
        audit.record(actor=who(request), action="field.delete", object_id=f"{obj.target}.{obj.key}")
        super().delete_model(request, obj)

    def log_addition(self, *args: Any) -> None:
        """The audit trail has it."""

    log_change = log_deletion = log_deletions = log_addition  # type: ignore[assignment]
