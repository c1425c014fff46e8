"""Addresses of the pages about people and posts, below /work/people/."""

from django.urls import path

from frontend.people import pages

app_name = "people"

urlpatterns = [
    path("", pages.people, name="list"),
    path("new/", pages.create, name="create"),
    path("rules/", pages.rules, name="rules"),
    path("<uuid:person>/", pages.person, name="person"),
    path("<uuid:person>/appoint/", pages.appoint, name="appoint"),
    path("<uuid:person>/posts/<uuid:post>/end/", pages.end_post, name="end_post"),
    path("<uuid:person>/reset-password/", pages.reset_password, name="reset_password"),
    path("<uuid:person>/reset-second-factor/", pages.reset_second_factor, name="reset_second_factor"),
    path("<uuid:person>/unlock/", pages.unlock, name="unlock"),
    path("<uuid:person>/deactivate/", pages.deactivate, name="deactivate"),
    path("<uuid:person>/reactivate/", pages.reactivate, name="reactivate"),
]
