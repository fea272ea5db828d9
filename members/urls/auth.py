from django.urls import path

from members.views import auth

urlpatterns = [
    path("sign-in", auth.SignInView.as_view(), name="sign-in"),
    path("token", auth.TokenView.as_view(), name="token"),
    path("session", auth.SessionView.as_view(), name="session"),
]
