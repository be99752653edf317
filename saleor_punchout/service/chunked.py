"""Bodies that come in chunks, their length untold (RFC 9112 §7.1): Django takes such a body for empty."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from saleor_punchout.documents.guard import ORDER_LIMIT

Application = Callable[[dict[str, Any], Callable[..., Any]], Any]


def with_length(application: Application) -> Application:
    """``application`` behind a reader that tells it the length of every body."""

    def measured(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if "chunked" in environ.get("HTTP_TRANSFER_ENCODING", "").lower():
            body = _read(environ["wsgi.input"])
            environ.update({"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))})
        return application(environ, start_response)

    return measured


def _read(stream: Any) -> bytes:
    """All of it, or one byte more than the largest document may have, which is then refused as such."""
    body = bytearray()  # bytes would be copied whole for every piece, and a stranger chooses how many there are
    while len(body) <= ORDER_LIMIT and (piece := stream.read(ORDER_LIMIT + 1 - len(body))):
        body += piece
    return bytes(body)
