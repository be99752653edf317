"""Dolibarr, with a PunchOut module."""

from saleor_punchout.systems.base import CXML, OCI, OciDialect, ProcurementSystem, Source

DOLIBARR = ProcurementSystem(
    key="dolibarr",
    name="Dolibarr",
    sources=(Source("lmdbwurthpunchout, a buyer's module", "https://github.com/mapiolca/lmdbwurthpunchout"),),
    protocols=(CXML, OCI),
    oci=OciDialect(username_parameter="NAME", most_fields=1000),
    left_out=frozenset({"tax", "long_text"}),
    unsourced=frozenset("operation_allowed on_empty framing order_transport".split()),
    cost_centre_places=(),
    ship_to="none",
    order_transport="other",
    notes=(
        "Its request names no user: set the partner's default e-mail address.",
        "It reads the field of the cart in any spelling.",
        "It takes the tax of a cart for a fee of each line, and shows the title of an article twice beside a long text:"
        " neither is sent.",
        "It stops reading a form after 1,000 fields without a word, so a long cart is refused by OCI: use cXML.",
        "An answer must be HTTP 2xx with a cXML status below 400, else its message is lost.",
    ),
)
