"""What a browser sends and brings, as files that other programs read: a saved HTTP request, a page with one form."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from urllib.parse import urlencode, urlsplit

from saleor_punchout.simulator.browser import Form

PAGE = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>{action}</title>
<form method="post" action="{action}">
{inputs}
</form></html>
"""
INPUT = '<input type="hidden" name="{name}" value="{value}">'


def request(address: str, posted: Sequence[tuple[str, str]] = ()) -> bytes:
    """A call as it goes over the wire: by POST with these fields, or by GET where there are none."""
    parts = urlsplit(address)
    target = parts._replace(scheme="", netloc="", fragment="").geturl() or "/"
    head = f"{'POST' if posted else 'GET'} {target} HTTP/1.1\r\nHost: {parts.netloc}\r\n"
    if not posted:
        return f"{head}\r\n".encode()
    return f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\n{urlencode(posted)}".encode()


def form_page(form: Form) -> bytes:
    """A page with the form alone, for a cart without a line has no field by which a posted body could be told."""
    inputs = (INPUT.format(name=escape(name), value=escape(value)) for name, value in form.fields)
    return PAGE.format(action=escape(form.action), inputs="\n".join(inputs)).encode()
