"""Oracle iProcurement in the E-Business Suite."""

from saleor_punchout.systems.base import CXML, ORACLE, KnownUnits, ProcurementSystem, Source

_SANDBOX = Source("punchoutsandbox, oci-and-oracle.md", "https://github.com/njp970/punchoutsandbox")

ORACLE_IPROCUREMENT = ProcurementSystem(
    key="oracle-iprocurement",
    name="Oracle iProcurement",
    sources=(
        Source("SAP Ariba Catalog integration guide, February 2022: both access methods of Oracle"),
        _SANDBOX,
    ),
    unsourced=frozenset(
        """
        cxml.return_field oracle.return_field oracle.is_login_url_in_body operation_allowed framing
        """.split()
    ),
    protocols=(CXML, ORACLE),
    credential_domains={"from": ("DUNS",), "to": ("DUNS",), "sender": ("DUNS", "Oracle Exchange Test 6.2.4")},
    cost_centre_places=(),
    ship_to="text",
    known_units=KnownUnits(
        frozenset(), "Oracle fails the cart on a unit without a mapping, and knows EA or EACH", _SANDBOX.title
    ),
    on_empty="no_post",
    framing="window",
    notes=(
        "From, To and Sender may all name the same identity.",
        "The user is a login in capitals, in the Extrinsic User or as appUserName, beside LAST, M. First.",
        "A category needs a mapping at the buyer too, else the cart fails.",
        "An empty cart crashed its importer, so none is ever sent.",
        "Orders come by XML Gateway in ISO-8859-15, their orderID is order:revision:sequence, and their lines are"
        " numbered by the Extrinsic LINENUM.",
    ),
)
