"""The large suites that speak cXML, some of them OCI as well."""

from __future__ import annotations

from saleor_punchout.simulator.dialect import CXML, OCI, SPACED_OFFSET, Contact, CxmlHabits, Dialect, Intake, Limit
from saleor_punchout.simulator.dialects.habits import DUNS_ONLY, FULL_NAME

PLATFORMS = "njp970/punchoutsandbox, docs/reference/platform-conformance.md (a compilation)"

ARIBA = Dialect(
    key="ariba",
    name="SAP Ariba",
    framing="frame",
    cxml=CxmlHabits(
        domains={
            "from": ("NetworkId", "SystemID", "EndPointID"),
            "to": ("networkid", "buyersystemid", "internalsupplierid"),
            "sender": ("NetworkId", "SystemID"),
        },
        user_agent="Buyer 14s2",
        doctype="1.2.044",
        language="en",
        payload_id="{milliseconds}.{number}@app000.eu1.{host}",
        buyer_cookie="1T{hex:.11}",
        extrinsics={"UniqueName": "{login}", "UserEmail": "{email}", "CostCenter": "{cost_centre}"},
        contact=None,
        selected_item="AAA",
        order_id="EP{number}",
        order_version=True,
    ),
    intake=Intake(
        limits={
            "description": Limit(2000, is_bytes=True, source=PLATFORMS),
            "shown_description": Limit(255, is_bytes=True, source=PLATFORMS),
            "part_id": Limit(128, is_cut=False, source=PLATFORMS),
        },
        forbidden_in_part_id="?{}",
    ),
    sources=("a setup request of Ariba Buyer 14s2, 2022", PLATFORMS, "develodesign.co.uk: Ariba frames the shop"),
    unsourced=frozenset({"order_id"}),
)

COUPA = Dialect(
    key="coupa",
    name="Coupa",
    framing="window",
    cxml=CxmlHabits(
        domains=DUNS_ONLY,
        user_agent="Coupa Procurement 1.0",
        payload_id="{seconds}.{number}@app00.int.coupahost.{host}",
        extrinsics={**FULL_NAME, "User": "{login}", "BusinessUnit": "COUPA", "CostCenter": "{cost_centre}"},
        contact=Contact(name="{login}"),
        order_id="{number}",
        names_former=False,
        no_status="No status element in setup response (incorrect URL / file format)",
        refused="Setup request failed: {code} {text}. {message}",
    ),
    intake=Intake(
        units=frozenset("BX C62 CS DZ EA H87 HUR KGM LTR MTR PCE PK PR ST XBX".split()),
        sure_units=frozenset({"EA"}),
        unknown_unit="refuses the cart",
        needs=("part_id", "unit", "quantity", "description", "classification"),
    ),
    sources=(
        "a setup request of Coupa, 2024",
        'compass.coupa.com, "Punchout ordering" and "Configure punchouts"',
        'success.coupa.com, "minimum requirement"',
    ),
    unsourced=frozenset({"framing", "units", "return_fields", "extrinsics.CostCenter", "changes"}),
)

COUPA_2008 = Dialect(
    key="coupa-2008",
    name="Coupa, as of 2008",
    system="coupa",
    cxml=CxmlHabits(
        domains=DUNS_ONLY,
        user_agent="Coupa Procurement 1.0",
        timestamp="{moment:%a %b %d %H:%M:%S +0000 %Y}",
        extrinsics=FULL_NAME,
        contact=Contact(stands_first=True),
        names_ship_to=False,
        order_id="{number}",
        is_valid=False,
        no_status="No status element in setup response (incorrect URL / file format)",
        refused="Setup request failed: {code} {text}. {message}",
    ),
    intake=COUPA.intake,
    sources=("officeluv/cxml, spec/fixtures: a setup request of Coupa, 2008",),
)

JAGGAER = Dialect(
    key="jaggaer",
    name="Jaggaer",
    protocols=(CXML, OCI),
    cxml=CxmlHabits(
        sender="SciQuest",
        user_agent="JAGGAER",
        doctype="",
        version="1.2.011",
        timestamp=SPACED_OFFSET,
        order_date="{moment:%Y-%m-%dT%H:%M:%S}+0000",
        payload_id="{seconds}.{number}{number}@sciquest.{host}",
        buyer_cookie="{milliseconds}-77",
        extrinsics={**FULL_NAME, "Department": "{cost_centre}"},
        order_extrinsics={"SOLD TO ID": "1213286247", "Payer ID": "1213871427"},
        contact=Contact(role="User"),
        order_id="{number:010}",
    ),
    intake=Intake(
        reads_total=False,
        limits={
            "description": Limit(256, source=PLATFORMS),
            "part_id": Limit(100, is_cut=False, source=PLATFORMS),
            "auxiliary_id": Limit(100, is_cut=False, source=PLATFORMS),
            "manufacturer_part_id": Limit(100, source=PLATFORMS),
        },
        units=frozenset("BX CS CT DZ EA FT GA HR KG LT MT PK PR RL ST".split()),
        sure_units=frozenset({"EA"}),
        unknown_unit="EA",
        price_decimals=4,
    ),
    sources=("an order of SciQuest, 2018", PLATFORMS),
    unsourced=frozenset({"protocols.oci", "framing", "extrinsics", "units", "return_fields", "buyer_cookie"}),
)

IVALUA = Dialect(
    key="ivalua",
    name="Ivalua",
    protocols=(CXML, OCI),
    cxml=CxmlHabits(
        domains={"from": ("NetworkID",), "to": ("NetworkID",), "sender": ("NetworkID",)},
        user_agent="Ivalua Buyer",
        doctype="1.1.008",
        order_doctype="1.2.014",
        version="",
        language="en",
        payload_id="{moment:%Y%m%d}.1.{number}@{host}",
        buyer_cookie="base64:{moment:%Y%m%d}.1.{number}@{host}{email}",
        extrinsics={"UserEmail": "{email}"},
        contact=Contact(name="{first_name} {LAST_NAME}", email_name="work"),
        names_ship_to=False,
        selected_item="",
    ),
    sources=("a setup request of Ivalua, 2024",),
    unsourced=frozenset({"protocols.oci", "framing", "return_fields", "intake", "order_doctype"}),
)

TRADESHIFT = Dialect(
    key="tradeshift",
    name="Tradeshift",
    protocols=(CXML, OCI),
    cxml=CxmlHabits(
        domains={"from": ("NetworkId",), "to": ("NetworkId",), "sender": ("NetworkId",)},
        user_agent="Tradeshift",
        extrinsics={"UserEmail": "{email}", "UniqueName": "{email}"},
    ),
    unsourced=frozenset({"protocols", "framing", "cxml", "intake"}),
)

WORKDAY = Dialect(
    key="workday",
    name="Workday",
    cxml=CxmlHabits(
        domains={"from": ("NetworkId",), "to": ("DUNS",), "sender": ("NetworkId",)},
        user_agent="Workday",
        doctype="1.2.045",
        extrinsics={"UserEmail": "{email}", "UniqueName": "{login}", "CostCenter": "{cost_centre}"},
    ),
    sources=("slawomir-szostak/punchout-simulator: preset 1.2.045",),
    unsourced=frozenset({"framing", "cxml", "intake"}),
)
