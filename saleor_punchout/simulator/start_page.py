"""Whether a start page opens where this system shows it: in a frame, over https, at an address that is not too long."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import requests

from saleor_punchout.simulator.dialect import Dialect

LONGEST = 2000
"""Characters of an address that every browser and proxy takes."""
_ANCESTORS = re.compile(r"frame-ancestors([^;]*)", re.IGNORECASE)


def complaints(page: requests.Response) -> list[str]:
    """What keeps it from opening, in words; none where all is well."""
    found = []
    address, parts = page.url, urlsplit(page.url)
    is_local = (parts.hostname or "") in ("127.0.0.1", "localhost", "::1")
    if parts.scheme != "https" and not is_local:
        found.append("The start page is not https: browsers block it in a page that is, and keep no cookies for it.")
    if len(address) > LONGEST:
        found.append(f"The address of the start page has {len(address)} characters; more than {LONGEST} get lost.")
    return found


def framing(page: requests.Response, dialect: Dialect) -> str:
    """What forbids the frame in which this system shows the shop, or may show it; empty where nothing does."""
    if dialect.framing == "window":
        return ""
    shows = "shows" if dialect.framing == "frame" else "can be set to show"
    return "".join(f"{dialect.name} {shows} the shop in a frame, which {rule} forbids." for rule in _rules(page)[:1])


def _rules(page: requests.Response) -> list[str]:
    """Headers that keep other sites from framing a page: a policy goes before the older option."""
    policy = _ANCESTORS.search(page.headers.get("Content-Security-Policy", ""))
    if policy:
        allowed = policy[1].split()
        return [f"frame-ancestors {' '.join(allowed)}"] if set(allowed) <= {"'none'", "'self'"} else []
    option = page.headers.get("X-Frame-Options", "").upper()
    return [f"X-Frame-Options {option}"] if option else []
