"""The generic buyer, and everybody who is no large suite."""

from __future__ import annotations

from saleor_punchout.simulator.dialect import (
    CXML,
    OCI,
    ORACLE,
    WITHOUT_OFFSET,
    ZULU,
    CxmlHabits,
    Dialect,
    Intake,
    Limit,
    OciHabits,
)
from saleor_punchout.simulator.dialects.habits import FULL_NAME, OCI_NEEDS, OCI_WIDTHS, SAP_OCI

GENERIC = Dialect(
    key="generic",
    name="Generic",
    protocols=(CXML, OCI, ORACLE),
    cxml=CxmlHabits(extrinsics={"UserEmail": "{email}", "UniqueName": "{login}", "CostCenter": "{cost_centre}"}),
    intake=Intake(return_fields=("cxml-urlencoded", "cXML-base64", "oracleCart")),
    sources=("cXML User's Guide 1.1 and DTD 1.2.014", SAP_OCI),
)

BASWARE = Dialect(
    key="basware",
    name="Basware P2P",
    protocols=(OCI, CXML),
    framing="window",
    cxml=CxmlHabits(operations=("create",)),
    oci=OciHabits(method="GET", functions=("BACKGROUND_SEARCH",)),
    intake=Intake(limits=OCI_WIDTHS, needs=OCI_NEEDS, reads_total=False),
    sources=("Basware BWKB0018306 and BWKB0017367: HTML variant only, GET or POST, background search",),
    unsourced=frozenset({"cxml", "limits"}),
)

PROACTIS = Dialect(
    key="proactis",
    name="Proactis PECOS",
    protocols=(CXML, OCI),
    cxml=CxmlHabits(
        domains={"from": ("DUNS",), "to": ("DUNS",), "sender": ("UserId",)},
        user_agent="PECOS",
        extrinsics={"UserEmail": "{email}", "User": "{login}"},
    ),
    sources=("edihelp.pecosipm.com, PunchOut 12.2",),
    unsourced=frozenset({"framing", "cxml", "oci", "intake"}),
)

UNIMARKET = Dialect(
    key="unimarket",
    name="Unimarket",
    protocols=(CXML, OCI),
    cxml=CxmlHabits(user_agent="Unimarket", doctype="1.2.020", version="1.2", extrinsics={"UserEmail": "{email}"}),
    sources=("supplier-help.unimarket.com",),
    unsourced=frozenset({"framing", "extrinsics", "user_agent", "intake"}),
)

PRECORO = Dialect(
    key="precoro",
    name="Precoro",
    cxml=CxmlHabits(user_agent="Precoro", extrinsics={"UserEmail": "{email}"}),
    sources=("help.precoro.com",),
    unsourced=frozenset({"framing", "cxml", "intake"}),
)

VROOZI = Dialect(
    key="vroozi",
    name="Vroozi",
    protocols=(CXML, OCI),
    cxml=CxmlHabits(user_agent="Vroozi", extrinsics=FULL_NAME),
    sources=("vroozi.zendesk.com 360047609711",),
    unsourced=frozenset({"framing", "cxml", "oci", "intake"}),
)

EQUALLEVEL = Dialect(
    key="equallevel",
    name="EqualLevel",
    framing="window",
    cxml=CxmlHabits(user_agent="EqualLevel", extrinsics=FULL_NAME),
    sources=("equallevelgo.com, resources: no frames, ISO units",),
    unsourced=frozenset({"cxml", "intake"}),
)

MERCATEO = Dialect(
    key="mercateo",
    name="Mercateo, Unite",
    protocols=(OCI,),
    framing="window",
    oci=OciHabits(
        method="GET",
        parameters={"http_content_charset": "utf-8", "externalUserId": "{login}"},
        functions=(),
    ),
    intake=Intake(
        limits={"description": Limit(255, source="support.unite.eu"), "part_id": Limit(255, source="support.unite.eu")},
        needs=OCI_NEEDS,
        reads_total=False,
    ),
    sources=('mercateo.com, "Webshops per OCI-PunchOut"', "support.unite.eu"),
)

IFS = Dialect(
    key="ifs",
    name="IFS Cloud",
    protocols=(OCI, CXML),
    cxml=CxmlHabits(user_agent="IFS Cloud"),
    oci=OciHabits(
        method="GET",
        hook_is_last=True,
        hook_query="uniqueid=7f3a",
        parameters={"OCIVERSION": "4.0", "SENDERID": "IFS", "OCICANCEL": "{cancel_url}"},
        functions=(),
    ),
    intake=Intake(limits=OCI_WIDTHS, needs=OCI_NEEDS, reads_total=False),
    sources=("docs.ifs.com, Punchout catalog procurement",),
    unsourced=frozenset({"framing", "cxml", "functions", "limits"}),
)

DYNAMICS365 = Dialect(
    key="dynamics365",
    name="Dynamics 365 Supply Chain Management",
    cxml=CxmlHabits(
        user_agent="Microsoft Dynamics 365",
        doctype="",
        timestamp=WITHOUT_OFFSET,
        order_date=WITHOUT_OFFSET,
        buyer_cookie="",
        extrinsics={"UserEmail": "{email}", "UniqueName": "{login}"},
        contact=None,
        names_ship_to=False,
    ),
    sources=("wadejbeckett/punchout-woocommerce, docs/dynamics365.md", "MicrosoftDocs, external catalog for PunchOut"),
    unsourced=frozenset({"framing", "domains", "extrinsics", "user_agent", "intake"}),
)

INFOR = Dialect(
    key="infor",
    name="Infor Lawson",
    cxml=CxmlHabits(
        user_agent="Infor",
        extrinsics={"FirstName": "{first_name}", "LastName": "{last_name}", "EMailAddress": "{email}"},
        contact=None,
        names_ship_to=False,
    ),
    sources=("docs.infor.com lwsneppag",),
    unsourced=frozenset({"framing", "user_agent", "contact", "names_ship_to", "intake"}),
)

POWERSCHOOL = Dialect(
    key="powerschool",
    name="PowerSchool BusinessPlus",
    cxml=CxmlHabits(
        domains={"from": ("NetworkId",), "to": ("DUNS",), "sender": ("NetworkId",)},
        user_agent="SBI PunchOut",
        doctype="",
        version="1.2.007",
        timestamp=WITHOUT_OFFSET,
        order_date=WITHOUT_OFFSET,
        payload_id=WITHOUT_OFFSET,
        buyer_cookie="V02360_{LOGIN}_PR.SEED_GLJL_{number}_5001_RSO_PR_RSO_True_GEN__",
        extrinsics={},
        contact=None,
        names_ship_to=False,
    ),
    sources=("bp.powerschool-docs.com, cXML", "a setup request of BusinessPlus, 2012"),
    unsourced=frozenset({"framing", "intake"}),
)

BUYERQUEST = Dialect(
    key="buyerquest",
    name="BuyerQuest",
    protocols=(CXML, OCI),
    cxml=CxmlHabits(user_agent="BuyerQuest", extrinsics=FULL_NAME),
    oci=OciHabits(
        parameters={
            "OCI_VERSION": "4.0",
            "fname": "{first_name}",
            "lname": "{last_name}",
            "email": "{email}",
            "userid": "{login}",
            "group": "{cost_centre}",
        },
        functions=(),
    ),
    sources=("community.buyerquest.com",),
    unsourced=frozenset({"framing", "user_agent", "intake"}),
)

TRADECENTRIC = Dialect(
    key="tradecentric",
    name="TradeCentric",
    cxml=CxmlHabits(user_agent="TradeCentric", extrinsics={"unique": "{login}", "pos": "1"}),
    sources=("help.tradecentric.com 50810311295507",),
    unsourced=frozenset({"framing", "domains", "user_agent", "intake"}),
)

ODOO = Dialect(
    key="odoo",
    name="Odoo with the OCA modules",
    protocols=(CXML, OCI),
    cxml=CxmlHabits(
        user_agent="Odoo",
        extrinsics={"UserEmail": "{email}"},
        contact=None,
        names_ship_to=False,
        asks_for_profile=False,
    ),
    oci=OciHabits(
        method="GET",
        hook_query="punchout_session_token=4f1d2a",
        parameters={"OCI_VERSION": "4.0", "operation_type": "create"},
        functions=(),
    ),
    intake=Intake(is_case_exact=True, keeps_last_value=True, max_bytes=1024 * 1024),
    sources=("OCA/edi, punchout_cxml", "bosd/edi, punchout_oci/data/supplier_presets.xml"),
    unsourced=frozenset({"framing", "user_agent"}),
)

DOLIBARR = Dialect(
    key="dolibarr",
    name="Dolibarr",
    protocols=(CXML, OCI),
    cxml=CxmlHabits(
        user_agent="Dolibarr",
        doctype="1.2.008",
        timestamp=ZULU,
        extrinsics={},
        contact=None,
        names_ship_to=False,
        asks_for_profile=False,
        sends_orders=False,
    ),
    oci=OciHabits(username="NAME", parameters={"ORGANIZATION": "Example Company"}, functions=()),
    intake=Intake(max_fields=1000),
    sources=("mapiolca/lmdbwurthpunchout",),
    unsourced=frozenset({"framing"}),
)

AMAZON = Dialect(
    key="amazon",
    name="A buyer set up for Amazon Business",
    framing="window",
    cxml=CxmlHabits(extrinsics={"UserEmail": "{email}", "UserBusinessUnit": "{cost_centre}"}),
    intake=Intake(needs=("part_id", "auxiliary_id")),
    sources=("kazz12211/amazon_punchout, docs/pdf",),
    unsourced=frozenset({"user_agent"}),
)

EDEN = Dialect(
    key="eden",
    name="Eden, Genesis",
    system="generic",
    cxml=CxmlHabits(
        domains={"from": ("NetworkId",), "to": ("NetworkId",), "sender": ("NetworkId",)},
        user_agent="Eden/Genesis",
        version="1.2.008",
        language="en-us",
        buyer_cookie="",
        extrinsics={"User": "{name}", "UserEmail ": "{email}", "Email ": "{email}"},
        names_ship_to=False,
        padding="\n",
    ),
    sources=("a setup request of Eden, 2018",),
    unsourced=frozenset({"framing", "intake"}),
)
