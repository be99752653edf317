"""Three buying companies, one per procurement system, each writing the way that its system does.

To add a system is to add a :class:`Buyer` here: what differs between systems is data. Companies, identities and
secrets are invented; where a system puts what follows public samples of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from urllib.parse import urlsplit

from django.conf import settings

from saleor_punchout.documents.types import Address, Contact, Credential, Header

SUPPLIER_DUNS = "00-482-1175"
"""How buyers name the shop, unless their network has a name of its own for it."""


@dataclass(frozen=True, slots=True)
class Buyer:
    """A company and the procurement system that it uses."""

    key: str
    """Also the slug of the trading partner that the supplier keeps for this company."""

    name: str

    system: str
    """Key of the procurement system."""

    system_name: str
    """The system as its vendor writes it."""

    credentials: tuple[tuple[str, str, str], ...]
    """Party (``from``, ``to`` or ``sender``), domain and identity."""

    secret: str = field(repr=False)
    """Shared with the supplier; presented by the sender."""

    post_secret: str = field(repr=False)
    """The supplier's, for documents that it sends here."""

    user_name: str
    user_email: str
    ship_to: Address
    extrinsics: Mapping[str, str]
    """Where this system says who is shopping, in its own spelling."""

    contacts: tuple[Contact, ...] = ()
    user_agent: str = ""
    dtd_version: str = "1.2.014"
    """The DTD that the system declares."""

    payload_id: str = "{seconds}.{number}@procurement.example.com"
    """Systems agree on *unique* and on little else."""

    order_id: str = "PO-{number}"

    @property
    def return_hosts(self) -> tuple[str, ...]:
        """The hosts that carts are posted to: the one that the portal runs on."""
        return (urlsplit(settings.PUNCHOUT_DEMO_URL).hostname or "localhost",)

    @property
    def header(self) -> Header:
        """From, To and Sender of every document; only the sender proves itself."""
        return Header(
            from_=self._party("from"),
            to=self._party("to"),
            sender=tuple(replace(one, shared_secret=self.secret) for one in self._party("sender")),
            user_agent=self.user_agent,
        )

    def _party(self, party: str) -> tuple[Credential, ...]:
        return tuple(Credential(domain, identity) for name, domain, identity in self.credentials if name == party)

    def with_wrong_secret(self) -> Buyer:
        """The same company after somebody mistyped the secret in the system's settings."""
        return replace(self, secret=f"{self.secret[:-4]}oops")


GENERIC = Buyer(
    key="fennwick-foods",
    name="Fennwick Foods",
    system="generic",
    system_name="Generic",
    credentials=(
        ("from", "NetworkID", "FENNWICK-PROCURE"),
        ("to", "DUNS", SUPPLIER_DUNS),
        ("sender", "NetworkID", "FENNWICK-PROCURE"),
    ),
    secret="fennwick-demo-5q7x2m",
    post_secret="fennwick-post-2w8k4b",
    user_name="buyer.one",
    user_email="buyer.one@fennwick.example.com",
    ship_to=Address(
        address_id="PLANT-04",
        name="Fennwick Foods, Plant 4",
        deliver_to=("Goods receiving",),
        street=("18 Orchard Road",),
        city="Leeds",
        postal_code="LS10 1AB",
        country="GB",
        country_name="United Kingdom",
        email="receiving@fennwick.example.com",
    ),
    extrinsics=MappingProxyType({"UserEmail": "buyer.one@fennwick.example.com", "UniqueName": "buyer.one"}),
    user_agent="Fennwick Procure 4.2",
    dtd_version="1.2.050",
    payload_id="{seconds}.{number}@procure.fennwick.example.com",
)

ARIBA = Buyer(
    key="orrin-turbines",
    name="Orrin Turbines",
    system="ariba",
    system_name="SAP Ariba",
    credentials=(
        ("from", "NetworkId", "AN01999000017-T"),
        ("to", "NetworkId", "AN01999000391-T"),
        ("sender", "AribaNetworkUserId", "sysadmin@orrin.example.com"),
    ),
    secret="orrin-demo-8c4v1k",
    post_secret="orrin-post-7n3f9d",
    user_name="buyer.one",
    user_email="buyer.one@orrin.example.com",
    ship_to=Address(
        address_id="0100",
        name="Orrin Turbines GmbH, Werk Nord",
        deliver_to=("Wareneingang Halle 3",),
        street=("Musterstraße 12",),
        city="Hamburg",
        postal_code="22525",
        country="DE",
        country_name="Germany",
    ),
    extrinsics=MappingProxyType(
        {"UniqueName": "OT0004711", "UserEmail": "buyer.one@orrin.example.com", "CostCenter": "4100-MAINT"}
    ),
    contacts=(Contact("buyer.one", "buyer.one@orrin.example.com", role="endUser"),),
    user_agent="Buyer 14s2",
    dtd_version="1.2.063",
    payload_id="{seconds}.{number}@app01.orrin.example.com",
    order_id="EP{number}",
)

COUPA = Buyer(
    key="marlin-clinics",
    name="Marlin Clinics",
    system="coupa",
    system_name="Coupa",
    credentials=(
        ("from", "DUNS", "07-331-9024"),
        ("to", "DUNS", SUPPLIER_DUNS),
        ("sender", "DUNS", "07-331-9024"),  # Coupa opens the connection in the buyer's own name
    ),
    secret="marlin-demo-3h9w6t",
    post_secret="marlin-post-6j1p5x",
    user_name="buyer.one",
    user_email="buyer.one@marlin.example.com",
    ship_to=Address(
        address_id="171210",
        name="Marlin Clinics East",
        deliver_to=("Central stores",),
        street=("10201 Example Road", "Building C"),
        city="White Marsh",
        state="MD",
        postal_code="21162",
        country="US",
        country_name="United States",
        email="stores@marlin.example.com",
        phone="410 555 0100",
    ),
    extrinsics=MappingProxyType(
        {
            "FirstName": "Buyer",
            "LastName": "One",
            "UniqueName": "203140",
            "UserEmail": "buyer.one@marlin.example.com",
            "User": "203140",
        }
    ),
    contacts=(Contact("203140", "buyer.one@marlin.example.com", role="endUser"),),
    user_agent="Coupa Procurement 1.0",
    payload_id="{seconds}.{number}@marlin.procurement.example.com",
    order_id="{number}",
)

BUYERS: dict[str, Buyer] = {buyer.key: buyer for buyer in (GENERIC, ARIBA, COUPA)}
