from django.urls import path

from members.views import auth, sessions

urlpatterns = [
    path("sign-in", auth.SignInView.as_view(), name="sign-in"),
    path("token", auth.TokenView.as_view(), name="token"),
    path("session", auth.SessionView.as_view(), name="session"),
    path("sessions", sessions.SessionsView.as_view(), name="sessions"),
    path("sessions/<slug:session_id>", sessions.OneSessionView.as_view(), name="one-session"),
]
