"""Addresses of signing in and of one's own account."""

from django.urls import path

from frontend.account import calendars, codes, own, reminding, sign_in

app_name = "account"

urlpatterns = [
    path("sign-in/", sign_in.sign_in, name="sign_in"),
    path("sign-in/code/", sign_in.code, name="code"),
    path("sign-out/", sign_in.sign_out, name="sign_out"),
    path("account/", own.overview, name="overview"),
    path("account/password/", own.password, name="password"),
    path("account/details/", own.details, name="details"),
    path("account/devices/<uuid:visit>/end/", own.end_session, name="end_session"),
    path("account/devices/end-all/", own.end_all_sessions, name="end_all_sessions"),
    path("account/second-factor/", codes.enrol, name="second_factor"),
    path("account/second-factor/begin/", codes.begin, name="second_factor_begin"),
    path("account/second-factor/confirm/", codes.confirm, name="second_factor_confirm"),
    path("account/second-factor/codes/", codes.renew, name="second_factor_codes"),
    path("account/second-factor/disable/", codes.disable, name="second_factor_disable"),
    path("account/tokens/new/", own.new_token, name="new_token"),
    path("account/tokens/<uuid:token>/revoke/", own.revoke_token, name="revoke_token"),
    path("account/digest/", reminding.digest, name="digest"),
    path("account/calendars/", calendars.calendars, name="calendars"),
    path("account/calendars/<uuid:feed>/renew/", calendars.renew, name="calendar_renew"),
    path("account/calendars/<uuid:feed>/revoke/", calendars.revoke, name="calendar_revoke"),
    path("account/posts/<uuid:post>/delegate/", own.new_delegation, name="new_delegation"),
    path("account/delegations/<uuid:delegation>/end/", own.end_delegation, name="end_delegation"),
]
