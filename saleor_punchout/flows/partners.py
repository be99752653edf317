"""Trading partners and their credentials: what may be configured, and what would let two partners be confused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.text import slugify

from saleor_punchout import vault
from saleor_punchout.documents import redaction
from saleor_punchout.exceptions import GatewayError
from saleor_punchout.flows import circuit, fulfillment
from saleor_punchout.flows.authentication import credential_key
from saleor_punchout.flows.partner_settings import check_settings
from saleor_punchout.flows.saleor import hasty_client_of
from saleor_punchout.models import Credential, Installation, TradingPartner
from saleor_punchout.systems import SYSTEMS, PunchOutProtocol

Party = Credential.Party
PARTIES = {
    PunchOutProtocol.CXML: Credential.HEADER,
    PunchOutProtocol.OCI: (Party.LOGIN,),
    PunchOutProtocol.ORACLE: (Party.LOGIN,),
}
"""Who must be named before a partner can be recognised."""
ENDPOINTS = {
    PunchOutProtocol.CXML: "/cxml",
    PunchOutProtocol.OCI: "/oci/{slug}",
    PunchOutProtocol.ORACLE: "/oracle/{slug}",
}
"""What a buyer's system calls, below our own address. Only a cXML document says itself whose it is."""
SECRETIVE = (Party.SENDER, Party.LOGIN)
"""Who proves himself by a secret."""
MIN_SECRET = 8
MIN_OUTBOUND = redaction.MIN_SECRET
"""Of the secret that a buyer gave us: a shorter one could not be kept out of the documents that we keep."""


@dataclass(frozen=True, slots=True)
class Identity:
    """A credential to be configured; of a login the domain is empty and the identity its user name."""

    party: str
    domain: str
    identity: str
    secret: str = ""
    mac_allowed: bool = False


def create_partner(installation: Installation, identities: Sequence[Identity], **fields: Any) -> TradingPartner:
    """A new partner with its credentials. Raises ValidationError, per field, for what must not be."""
    partner = TradingPartner(installation=installation, **fields)
    partner.slug = partner.slug or slugify(partner.name)[:60]
    if "protocol" not in fields and partner.system in SYSTEMS:
        partner.protocol = partner.procurement_system.protocols[0]
    check_settings(partner)
    _check_parties(partner, "credentials", [one.party for one in identities])
    with transaction.atomic():
        partner.save()
        for identity in identities:
            add_credential(partner, identity)
    return partner


def update_partner(partner: TradingPartner, **fields: Any) -> TradingPartner:
    """Change what is given. Raises ValidationError, per field."""
    if fields.get("slug", partner.slug) != partner.slug and partner.purchase_orders.exists():
        # A partner that got the old slug would find the orders of this one under its own numbers.
        raise ValidationError({"slug": "Saleor's orders are named by it already; it cannot change any more."})
    former, former_endpoints = partner.protocol, partner.endpoints
    for name, value in fields.items():
        setattr(partner, name, value)
    check_settings(partner)
    if partner.protocol != former:
        now = timezone.now()
        current = partner.credentials.filter(Q(valid_until=None) | Q(valid_until__gt=now))
        _check_parties(partner, "protocol", current.values_list("party", flat=True))
    partner.save()
    if partner.endpoints != former_endpoints:
        circuit.close(partner)
        fulfillment.look_anew(partner)
    return partner


def _check_parties(partner: TradingPartner, field: str, named: Iterable[str]) -> None:
    """A partner whom no call could name is none."""
    there = set(named)
    missing = [str(party) for party in PARTIES[PunchOutProtocol(partner.protocol)] if party not in there]
    if missing:
        raise ValidationError({field: f"Name at least one credential for: {', '.join(missing)}."})


def endpoint_of(partner: TradingPartner, base_url: str) -> str:
    """The address that the buyer's system calls; ``base_url`` is where our pages are."""
    return base_url + ENDPOINTS[PunchOutProtocol(partner.protocol)].format(slug=partner.slug)


def find_installation(installations: QuerySet[Installation], api_url: str = "") -> Installation:
    """Of these, the Saleor of that address, or the only one. Raises ValidationError for every other."""
    found: list[Installation] = list(installations.filter(api_url=api_url) if api_url else installations)
    if len(found) != 1:
        known = ", ".join(installations.values_list("api_url", flat=True)) or "none yet"
        raise ValidationError({"saleor_api_url": f"Name a Saleor that is connected: {known}."})
    return found[0]


def check_channel(installation: Installation, slug: str | None) -> None:
    """Raise ValidationError for a channel that Saleor does not have. What cannot be asked now is taken as it is."""
    try:
        is_there = not slug or hasty_client_of(installation).read_channel(slug) is not None
    except GatewayError:
        return
    if not is_there:
        raise ValidationError({"channel": f"Saleor has no channel {slug}; write its slug."})


def add_credential(partner: TradingPartner, identity: Identity, *, valid_from: datetime | None = None) -> Credential:
    """A further credential; a second one of the same sender is the second half of a rotation.

    Raises ValidationError for what could never match, for a sender without a real secret, and where another partner
    would match the same header.
    """
    key = credential_key(identity.party, identity.domain, identity.identity)
    if identity.party not in Party.values or key is None:
        raise ValidationError(
            {"credentials": f"{identity.domain} {identity.identity!r} can name nobody; use plain text."}
        )
    if identity.party == Party.LOGIN and identity.domain.strip():
        raise ValidationError({"credentials": "A login has no domain; leave it empty."})
    _check_secret(identity)
    credential = Credential(
        partner=partner,
        party=identity.party,
        domain=identity.domain.strip(),
        identity=identity.identity.strip(),
        key=key,
        sealed_secret=vault.seal(identity.secret) if identity.secret else "",
        mac_allowed=identity.mac_allowed,
        valid_from=valid_from,
    )
    without_domain = ["domain"] if identity.party == Party.LOGIN else []
    credential.full_clean(exclude=["partner", "sealed_secret", *without_domain])
    with transaction.atomic():
        credential.save()
        _check_unambiguous(partner)
    return credential


def _check_secret(identity: Identity) -> None:
    if identity.party == Party.OUTBOUND:
        _check_outbound(identity)
        return
    if identity.party not in SECRETIVE:
        if identity.secret:
            raise ValidationError({"credentials": "Only a sender, a login and we ourselves have a secret."})
        return
    if len(identity.secret) < MIN_SECRET or identity.secret.lower() in ("none", "password", "12345678"):
        raise ValidationError(
            {"credentials": f"The {identity.party} needs a random secret of {MIN_SECRET} characters or more."}
        )


def _check_outbound(identity: Identity) -> None:
    """The buyer chose the secret, and may have chosen none."""
    if 0 < len(identity.secret) < MIN_OUTBOUND or not identity.secret.isprintable():
        raise ValidationError(
            {"credentials": f"A secret for the buyer's endpoints has {MIN_OUTBOUND} printable characters or more."}
        )
    if identity.mac_allowed:
        raise ValidationError({"credentials": "We show a buyer's endpoints our secret and no CredentialMac."})


def _check_unambiguous(partner: TradingPartner) -> None:
    """No header may fit two partners: then a buyer's order could become another buyer's."""
    own = _keys_by_party(partner.credentials.all())
    others = Credential.objects.exclude(partner=partner).filter(key__in=set().union(*own.values()))
    by_partner: dict[TradingPartner, list[Credential]] = {}
    for credential in others.select_related("partner"):
        by_partner.setdefault(credential.partner, []).append(credential)
    for other, credentials in by_partner.items():
        theirs = _keys_by_party(credentials)
        if all(own[party] & theirs[party] for party in Credential.HEADER):
            # Whose partners another shop has is nobody's business here.
            name = other.name if other.installation_id == partner.installation_id else "a partner of another shop"
            raise ValidationError(
                {"credentials": f"From, To and Sender together would also name {name}; one of them must differ."}
            )


def _keys_by_party(credentials: Iterable[Credential]) -> dict[str, set[str]]:
    keys: dict[str, set[str]] = {party: set() for party in Party.values}
    for credential in credentials:
        keys[credential.party].add(credential.key)
    return keys


def end_credential(credential: Credential, at: datetime | None = None) -> None:
    """Let a credential end, now or later: the old secret of a rotation."""
    credential.valid_until = at or timezone.now()
    credential.save(update_fields=["valid_until"])
