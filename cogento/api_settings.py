"""How the API answers and describes itself: the libraries' settings, the same for every installation."""

from __future__ import annotations

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["members.authentication.JudgedSessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["cogento.permissions.IsAdmin"],
    "DEFAULT_PARSER_CLASSES": ["cogento.parsers.BoundedJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "cogento.negotiation.Negotiation",
    "DEFAULT_THROTTLE_CLASSES": ["members.api_throttles.ByKind"],
    "DEFAULT_PAGINATION_CLASS": "cogento.pagination.Pages",
    "ALLOWED_VERSIONS": ["1"],  # or /schema?version= would stand in a header as it is
    "DEFAULT_SCHEMA_CLASS": "cogento.schema.Schema",
    "EXCEPTION_HANDLER": "drf_standardized_errors.handler.exception_handler",
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
_ERROR_CODES = ["400", "401", "402", "403", "404", "409", "413", "415", "429", "503"]
DRF_STANDARDIZED_ERRORS = {
    "EXCEPTION_HANDLER_CLASS": "cogento.error_handler.ErrorHandler",
    "ALLOWED_ERROR_STATUS_CODES": _ERROR_CODES,
    "ERROR_SCHEMAS": dict.fromkeys(_ERROR_CODES, "cogento.schema.ErrorsSerializer"),
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Cogento",
    "DESCRIPTION": "Membership for a small club. "
    "`/stripe/…` writes to Stripe, `/postgres/…` reads the mirror. An answer with `Mirror-Behind: true` says "
    "that Stripe has what was written and the mirror shows it a little later.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",  # from here, not from elsewhere
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "cogento.schema.with_webhooks",
    ],
    "ENUM_NAME_OVERRIDES": {
        "ErrorTypeEnum": ["validation_error", "client_error", "server_error"],
        "CheckoutModeEnum": ["subscription", "payment"],
        "ImportModeEnum": "members.models.ImportBatch.Mode",
        "ImportUploadModeEnum": "members.serializers.bulk.MODES",
        "ImportStateEnum": "members.models.ImportBatch.State",
        "MemberStatusEnum": "reporting.access.MEMBER_STATUSES",
        "SubscriptionStatusEnum": "reporting.access.STATUSES",
    },
}
