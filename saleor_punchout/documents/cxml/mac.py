"""CredentialMac: a keyed digest in place of a shared secret (cXML.dtd, comment on CredentialMac)."""

from __future__ import annotations

import base64
import hashlib
import hmac

from saleor_punchout.documents.types import Credential

TYPE = "FromSenderCredentials"
ALGORITHM = "HMAC-SHA1-96"


def compute_mac(from_: Credential, sender: Credential, secret: str) -> str:
    """The value that ``sender.mac`` must have under ``secret``.

    Every field, the last included, ends in a NUL; the dates are taken as written. HMAC-SHA1 cut to 96 bits is what
    the standard defines, the only algorithm that it defines, and sound for this use.
    """
    if sender.mac is None:
        raise ValueError("The sender's credential carries no MAC.")
    fields = (
        from_.domain.lower(),
        from_.identity.lower(),
        sender.domain.lower(),
        sender.identity.lower(),
        sender.mac.creation_date,
        sender.mac.expiration_date,
    )
    data = b"".join(field.encode() + b"\0" for field in fields)
    return base64.b64encode(hmac.new(secret.encode(), data, hashlib.sha1).digest()[:12]).decode("ascii")
