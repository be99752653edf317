"""The buying companies of ``demo --check``: one for every system, and for every further protocol that it speaks.

Companies, identities and secrets are invented.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from saleor_punchout.simulator.account import Account
from saleor_punchout.simulator.dialect import CXML, Dialect
from saleor_punchout.simulator.dialects import DIALECTS

SUPPLIER_DUNS = "00-482-1175"
NAMES = {
    "generic": "Alder Works",
    "ariba": "Brook Turbines",
    "coupa": "Cedar Clinics",
    "sap-srm": "Dune Chemicals",
    "sap-s4hana": "Elm Motors",
    "sap-mm": "Fern Steel",
    "oracle-iprocurement": "Gorse Telecom",
    "oracle-fusion": "Heath Airlines",
    "jaggaer": "Iris University",
    "ivalua": "Juniper Rail",
    "tradeshift": "Kelp Freight",
    "workday": "Larch Insurance",
    "basware": "Maple Paper",
    "proactis": "Nettle Council",
    "unimarket": "Oak College",
    "precoro": "Poppy Foods",
    "vroozi": "Quince Energy",
    "equallevel": "Rowan Schools",
    "mercateo": "Sorrel Media",
    "ifs": "Thyme Aerospace",
    "dynamics365": "Umber Packaging",
    "infor": "Violet Hospitals",
    "powerschool": "Willow District",
    "buyerquest": "Yarrow Cosmetics",
    "tradecentric": "Zinnia Group",
    "odoo": "Aster Bakeries",
    "dolibarr": "Birch Joinery",
    "amazon": "Clover Studios",
    "eden": "Dahlia County",
}
AS_PIECES = dict.fromkeys(("BG", "BO", "BX", "CA", "PR", "RO", "SET", "TN"), "PCE")
POST_SECRET = "supplier-demo-4d8r1z"  # noqa: S105  # of the demo, as all secrets here
"""What the shop shows when it sends its documents to a company."""
UNITS = dict.fromkeys(("sap-srm", "sap-s4hana", "sap-mm"), AS_PIECES)
"""By system, what company and shop agreed on for units that it does not know: whatever is packed counts as one."""
ENDPOINTS = {CXML: "/cxml", "oci": "/oci/{slug}", "oracle": "/oracle/{slug}"}


@dataclass(frozen=True)
class Company:
    """A buyer of the shop, in one protocol."""

    dialect: Dialect
    protocol: str
    number: int
    """Its place in the list, of which its identities are made."""

    @property
    def slug(self) -> str:
        """Of its trading partner."""
        key = self.dialect.key
        return key if self.protocol == self.dialect.protocols[0] else f"{key}-{self.protocol}"

    @property
    def name(self) -> str:
        return NAMES.get(self.dialect.key, self.dialect.name)

    @property
    def system(self) -> str:
        """Key of the procurement system that its trading partner is set to."""
        return self.dialect.system or self.dialect.key

    @property
    def unit_map(self) -> dict[str, str]:
        """The unit that its system knows for each of the shop's."""
        return UNITS.get(self.dialect.key, {})

    @property
    def secret(self) -> str:
        return f"{self.slug}-demo-5q7x2m"

    @property
    def parties(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """Domain and identity of its credentials, by party; none where it logs in."""
        return self._named if self.protocol == CXML else {}

    @cached_property
    def _named(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """How it is named in cXML."""
        habits = self.dialect.cxml
        own = {
            party: tuple((domain, self._identity(domain)) for domain in domains)
            for party, domains in habits.domains.items()
        }
        if not habits.is_one_identity:
            own["to"] = tuple((domain, _supplier(domain)) for domain in habits.domains["to"])
        if habits.sender:
            own["sender"] = tuple((domain, habits.sender) for domain in habits.domains["sender"])
        return own

    def _identity(self, domain: str) -> str:
        if domain.lower() == "duns":
            return f"{10 + self.number:02}-{200 + self.number:03}-{3000 + self.number:04}"
        if domain.lower() == "networkid":
            return f"{self.slug.upper()}-T"
        return f"{self.slug}-{domain.lower()}"

    def account(self, base_url: str) -> Account:
        """The account that it has with the shop at this address."""
        return Account(
            dialect=self.dialect,
            url=base_url + ENDPOINTS[self.protocol].format(slug=self.slug),
            protocol=self.protocol,
            parties=self.parties,
            secret=self.secret if self.protocol == CXML else "",
            user="" if self.protocol == CXML else f"{self.slug}-buyer",
            password="" if self.protocol == CXML else self.secret,
            post_secret=POST_SECRET,
        )

    def paper(self, base_url: str) -> Account:
        """How it writes an order that does not go over the line, but as a file: without a secret."""
        return replace(self.account(base_url), protocol=CXML, parties=self._named, secret="")


def _supplier(domain: str) -> str:
    return SUPPLIER_DUNS if domain.lower() == "duns" else "EXAMPLE-SUPPLIER"


PAIRS = tuple(
    (dialect, protocol)
    for dialect in DIALECTS.values()
    for protocol in dialect.protocols
    if dialect.cxml.is_valid  # so that a DTD can judge whatever the check leaves
)
COMPANIES = tuple(Company(dialect, protocol, number) for number, (dialect, protocol) in enumerate(PAIRS))
