from django.urls import path

from members.views import auth, passkeys, providers, sessions

urlpatterns = [
    path("sign-in", auth.SignInView.as_view(), name="sign-in"),
    path("token", auth.TokenView.as_view(), name="token"),
    path("passkey", passkeys.PasskeySignInView.as_view(), name="passkey-sign-in"),
    path("passkey/options", passkeys.PasskeySignInOptionsView.as_view(), name="passkey-sign-in-options"),
    path("passkeys", passkeys.PasskeysView.as_view(), name="passkeys"),
    path("passkeys/options", passkeys.PasskeyOptionsView.as_view(), name="passkey-options"),
    path("passkeys/<int:passkey_id>", passkeys.OnePasskeyView.as_view(), name="one-passkey"),
    path("with/<slug:provider>", providers.leave, name="provider"),
    path("with/<slug:provider>/back", providers.come_back, name="provider-back"),
    path("session", auth.SessionView.as_view(), name="session"),
    path("sessions", sessions.SessionsView.as_view(), name="sessions"),
    path("sessions/<slug:session_id>", sessions.OneSessionView.as_view(), name="one-session"),
]
