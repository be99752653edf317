"""``saleor-punchout intake``: an order from a file or from a mail server's pipe.

The exit codes are those of ``sysexits.h``, by which mail servers know whether to keep a message: Postfix keeps it
after 75 and sends it back to its sender after 65.
"""

from __future__ import annotations

import sys
from pathlib import Path

from saleor_punchout import tasks
from saleor_punchout.conf import settings
from saleor_punchout.documents.guard import ORDER_LIMIT
from saleor_punchout.flows import upload
from saleor_punchout.models import TradingPartner

TAKEN, REFUSED, AGAIN = 0, 65, 75
OUR_FAULTS = 500
"""cXML statuses from here on are our side's; those from 400 on are the sender's."""


def run(slug: str, path: Path | None) -> int:
    """Take in one file, or what comes in by the standard input; tells the status and gives the exit code."""
    partner = TradingPartner.objects.select_related("installation").filter(slug=slug).first()
    if partner is None:
        print(f"There is no trading partner {slug}; write its slug.", file=sys.stderr)
        return AGAIN  # whoever wrote the pipe erred, not whoever sent the order
    try:
        saved = _read(path)
    except OSError as error:
        print(f"{path} cannot be read: {error.strerror}.", file=sys.stderr)
        return AGAIN
    answer = upload.intake(partner, saved, address=None, base_url=settings.public_url or "http://localhost")
    tasks.carry_out(answer.order)
    status = upload.status_of(answer)
    print(" ".join(filter(None, (str(status.code), status.text, status.message))))
    return _exit_code(status.code)


def _read(path: Path | None) -> bytes:
    """No more than the intake needs to see that it is too much."""
    if path is None:
        return sys.stdin.buffer.read(ORDER_LIMIT + 1)
    with path.open("rb") as file:
        return file.read(ORDER_LIMIT + 1)


def _exit_code(status: int) -> int:
    if status >= OUR_FAULTS:
        return AGAIN
    return TAKEN if status < 400 else REFUSED
