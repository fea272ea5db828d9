"""Every route, on one screen. No trailing slashes, but for Django's own admin."""

from django.contrib import admin
from django.urls import include, path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from cogento.views import app, health, not_found, server_error

urlpatterns = [
    path("stripe/", include("reporting.urls.stripe")),  # first, because nothing is asked for as often
    path("auth/", include("members.urls.auth")),
    path("stripe/", include("members.urls.stripe")),
    path("postgres/", include("members.urls.postgres")),
    path("postgres/", include("reporting.urls.postgres")),
    path("schema", SpectacularAPIView.as_view(), name="schema"),
    path("docs", SpectacularSwaggerSplitView.as_view(url_name="schema"), name="docs"),
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("admin/", include("members.urls.admin")),
    path("admin/", admin.site.urls),
    re_path(r"^(auth|stripe|postgres|static|assets)(/.*)?$", not_found.not_found),
    re_path(r"^.*$", app.index, name="app"),
]

handler500 = server_error.server_error
