"""What does a page know of a request by somebody who is signed in?"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.views.decorators.cache import never_cache

from accounts.models import User
from frontend.visits import Visit

P = ParamSpec("P")
Answer = TypeVar("Answer", bound=HttpResponseBase)


class SignedIn(Visit):
    """A request behind which stands a person."""

    user: User


def signed_in(
    view: Callable[Concatenate[SignedIn, P], Answer],
) -> Callable[Concatenate[Any, P], Answer | HttpResponse]:
    """Show the page to people who are signed in; lead others to sign in and back. Nothing of it stays in a cache."""

    @wraps(view)
    def guarded(request: Any, *args: P.args, **kwargs: P.kwargs) -> Answer | HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        return redirect_to_login(request.get_full_path(), resolve_url("account:sign_in"))

    return cast("Callable[Concatenate[Any, P], Answer | HttpResponse]", never_cache(guarded))
