"""Routes that read what the application knows beside the mirror."""

from django.urls import path

from members.views import me, undefined_keys

urlpatterns = [
    path("members/me", me.MyMemberships.as_view()),
    path("reports/undefined-keys", undefined_keys.UndefinedKeys.as_view()),
]
