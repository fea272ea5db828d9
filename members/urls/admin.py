"""Stands before Django's admin and takes the place of its pages that ask for a password."""

from django.urls import path, re_path

from cogento.views.not_found import not_found
from members.views import admin_sign_in

urlpatterns = [
    path("login/", admin_sign_in.login),
    re_path(r"^password_", not_found),
]
