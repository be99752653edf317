"""Style, script and font of the pages. Served by a view, for inside Saleor nobody serves our static files.

Their address holds a hash of all of them: an upgrade has new addresses, and the old ones may be kept for ever.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from django.views.decorators.http import require_safe

KINDS = {
    "bridge.js": "text/javascript; charset=utf-8",
    "dashboard.css": "text/css; charset=utf-8",
    "htmx.min.js": "text/javascript; charset=utf-8",
    "inter-latin.woff2": "font/woff2",
    "inter-latin-ext.woff2": "font/woff2",
}
"""All that is served, and as what; beside them stand the licences of htmx and of the font."""


@cache
def content(name: str) -> bytes:
    return files("saleor_punchout.dashboard").joinpath("assets", name).read_bytes()


@cache
def version() -> str:
    """Of all files together, for they name each other."""
    return hashlib.sha256(b"".join(map(content, sorted(KINDS)))).hexdigest()[:16]


@require_safe
def serve(request: HttpRequest, asked: str, name: str) -> HttpResponse:
    """A file. One of another version, which a page from before an upgrade asks for, is not to be kept."""
    if name not in KINDS:
        raise Http404
    etag = f'"{version()}"'
    known = etag in parse_etags(request.headers.get("If-None-Match", ""))
    response = HttpResponseNotModified() if known else HttpResponse(content(name), content_type=KINDS[name])
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=31536000, immutable" if asked == version() else "no-cache"
    response["X-Content-Type-Options"] = "nosniff"
    return response
