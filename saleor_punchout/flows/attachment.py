"""Files that came with an order, and the way to them: an address that is good for some minutes, for a link shows no
token of the Dashboard and no header of the API."""

from __future__ import annotations

from django.core import signing
from django.utils.http import content_disposition_header

from saleor_punchout.exceptions import LinkSpent
from saleor_punchout.models import Attachment

LIFETIME = 600
"""Seconds for which an address is good."""
SALT = "saleor_punchout.attachment"


def link(attachment: Attachment, base_url: str) -> str:
    """An address for whoever may see the attachment; ``base_url`` is where our pages are."""
    return f"{base_url}/attachments/{signing.dumps(attachment.pk, salt=SALT)}"


def find(token: str) -> Attachment:
    """The attachment of an address. Raises :class:`LinkSpent`."""
    try:
        found: Attachment = Attachment.objects.get(pk=signing.loads(token, salt=SALT, max_age=LIFETIME))
    except (signing.BadSignature, Attachment.DoesNotExist):
        raise LinkSpent("This address has expired. Open the order again and download the file from there.") from None
    return found


def disposition(attachment: Attachment) -> str:
    """The Content-Disposition with its name, which was made safe when it came (:mod:`documents.arrival`)."""
    return content_disposition_header(True, attachment.filename) or "attachment"
