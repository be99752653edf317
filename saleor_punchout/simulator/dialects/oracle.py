"""Oracle's two systems, which speak cXML and a native XML."""

from __future__ import annotations

from saleor_punchout.simulator.dialect import CXML, ORACLE, Contact, CxmlHabits, Dialect, Intake, Limit, OracleHabits
from saleor_punchout.simulator.dialects.habits import DUNS_ONLY

ORACLE_GUIDE = "docs.oracle.com, Oracle Fusion Self Service Procurement: attributes supported in punchout"
ORACLE_LIMITS = {
    "part_id": Limit(25, is_cut=False, source="njp970/punchoutsandbox, oci-and-oracle.md: iProcurement, direct"),
    "description": Limit(240, source=ORACLE_GUIDE),
    "manufacturer_name": Limit(30, source="njp970/punchoutsandbox, oci-and-oracle.md"),
    "unit": Limit(80, is_cut=False, source="njp970/punchoutsandbox, oci-and-oracle.md"),
}
USER_ONLY = {"User": "{LOGIN}"}

ORACLE_IPROCUREMENT = Dialect(
    key="oracle-iprocurement",
    name="Oracle iProcurement",
    protocols=(CXML, ORACLE),
    framing="window",
    cxml=CxmlHabits(
        domains=DUNS_ONLY,
        is_one_identity=True,
        user_agent="Oracle iProcurement",
        doctype="1.1.007",
        version="1.1.007",
        payload_id="{moment:%Y%m%d%H%M%S}.{number}.28805@{host}",
        buyer_cookie="{number}{number}",
        extrinsics=USER_ONLY,
        contact=Contact(role="", name="{last_name}, M. {first_name} {login}", email=""),
        names_ship_to=False,
        order_doctype="1.2.007",
        order_system_id="cXML.dtd",
        order_encoding="ISO-8859-15",
        order_id="{number}:0:1",
        numbers_lines=False,
        asks_for_profile=False,
    ),
    intake=Intake(
        return_fields=("oracleCart", "cxml-urlencoded"),
        limits=ORACLE_LIMITS,
        sure_units=frozenset(),
        needs=("part_id", "description", "unit", "classification"),
        breaks_on_empty=True,
    ),
    sources=("setup request and order of Oracle E-Business Suite", "njp970/punchoutsandbox, oci-and-oracle.md"),
    unsourced=frozenset({"framing", "return_fields", "changes"}),
)

ORACLE_FUSION = Dialect(
    key="oracle-fusion",
    name="Oracle Fusion",
    protocols=(CXML, ORACLE),
    framing="window",
    cxml=CxmlHabits(
        domains=DUNS_ONLY,
        user_agent="Oracle Fusion Self Service Procurement",
        doctype="1.1.010",
        version="1.1.010",
        buyer_cookie="{number}{number}{number}",
        extrinsics=USER_ONLY,
        contact=Contact(role=""),
        names_ship_to=False,
        order_doctype="1.2.008",
        order_extrinsics={"ATTRIBUTE1": "{cost_centre}"},
        order_version=True,
        bare_delete=True,
    ),
    oracle=OracleHabits(exchange_name="Oracle Fusion Self Service Procurement"),
    intake=Intake(
        return_fields=("oracleCart", "cxml-urlencoded"),
        limits={"description": Limit(240, source=ORACLE_GUIDE)},
        needs=("part_id", "description", "unit"),
        breaks_on_empty=True,
    ),
    sources=(ORACLE_GUIDE, "docs.oracle.com 23d/facmm, cXML orders of Fusion"),
    unsourced=frozenset({"framing", "return_fields", "breaks_on_empty"}),
)
