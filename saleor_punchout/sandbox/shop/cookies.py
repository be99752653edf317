"""Cookies that come back even where procurement frames the shop.

Over https they are ``Secure; SameSite=None; Partitioned``: the one kind that browsers keep in a frame of another site.
Over plain http browsers drop every Secure cookie, so there they are ``Lax``, and the shop works in its own window only.
"""

from __future__ import annotations

from http.cookies import Morsel
from urllib.parse import quote, unquote

from django.http import HttpRequest, HttpResponse


class _Cookie(Morsel[str]):
    """A cookie that may be Partitioned, which Python's own may be from 3.14 on."""

    _reserved = Morsel._reserved | {"partitioned": "Partitioned"}  # type: ignore[attr-defined]
    _flags = Morsel._flags | {"partitioned"}  # type: ignore[attr-defined]


def keep(request: HttpRequest, response: HttpResponse, name: str, value: str, max_age: int | None = None) -> None:
    """Set a cookie for ``max_age`` seconds or until the browser closes."""
    lifetime = {} if max_age is None else {"max-age": max_age}
    if not request.is_secure():
        response.cookies[name] = _cookie(name, value, samesite="Lax", **lifetime)
        return
    # An older namesake without a partition would come back beside the new one. Django lists cookies by name, and this
    # one by a second name, for it has to leave first.
    response.cookies[f"{name} before"] = _cookie(name, "", **{"max-age": 0})
    response.cookies.pop(name, None)
    response.cookies[name] = _cookie(name, value, secure=True, samesite="None", partitioned=True, **lifetime)


def kept(request: HttpRequest, name: str) -> str:
    """The value of a cookie that :func:`keep` set, empty where there is none."""
    return unquote(request.COOKIES.get(name, ""))


def _cookie(name: str, value: str, **attributes: str | int | bool) -> _Cookie:
    cookie = _Cookie()
    cookie.set(name, value, quote(value, safe=""))  # as encodeURIComponent does, for front ends in other languages
    cookie.update({"path": "/", "httponly": True, **attributes})  # type: ignore[dict-item]
    return cookie
