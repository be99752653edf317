"""SAP's own systems, which speak OCI and send their orders by other ways."""

from __future__ import annotations

from saleor_punchout.simulator.dialect import OCI, Dialect, Intake, OciHabits
from saleor_punchout.simulator.dialects.habits import OCI_NEEDS, OCI_WIDTHS, SAP_OCI

ISO_UNITS = frozenset({"DZN", "KGM", "MTR", "PCE"})
"""Units that every SAP installation knows by their ISO code; each has a longer list of its own, which nobody sees."""
SAP_INTAKE = Intake(
    limits=OCI_WIDTHS,
    needs=OCI_NEEDS,
    units=ISO_UNITS,
    sure_units=ISO_UNITS,
    unknown_unit="drops the line",
    reads_total=False,
)

SAP_SRM = Dialect(
    key="sap-srm",
    name="SAP SRM",
    protocols=(OCI,),
    framing="frame",
    oci=OciHabits(
        method="GET",
        hook_query="sap-client=001&~session=42",
        parameters={
            "OCI_VERSION": "4.0",
            "OPI_VERSION": "1.0",
            "http_content_charset": "utf-8",
            "returntarget": "_parent",
            "sap-client": "001",
            "sap-language": "EN",
            "~OkCode": "ADDI",
            "~TARGET": "_top",
            "~CALLER": "CTLG",
        },
    ),
    intake=SAP_INTAKE,
    sources=(SAP_OCI, "scn.sap.com DOC-50292: SRM 7 opens the shop in a frame"),
    unsourced=frozenset({"units"}),
)

SAP_S4HANA = Dialect(
    key="sap-s4hana",
    name="SAP S/4HANA",
    protocols=(OCI,),
    framing="window",
    oci=OciHabits(
        parameters={"OCI_VERSION": "5.0", "http_content_charset": "utf-8", "sap-language": "EN", "~OkCode": "ADDI"},
        functions=(
            "DETAIL",
            "VALIDATE",
            "SOURCING",
            "BACKGROUND_SEARCH",
            "DETAILADD",
            "QUANTITYCHECK",
            "DOWNLOADJSON",
        ),
    ),
    intake=SAP_INTAKE,
    sources=(SAP_OCI, "blogs.sap.com 2020/10/09, OCI 5.0 and 4.0 in S/4HANA Cloud", "docs.agiqon-connector.de"),
    unsourced=frozenset({"framing", "units", "parameters", "functions"}),
)

SAP_MM = Dialect(
    key="sap-mm",
    name="SAP MM in SAP GUI",
    protocols=(OCI,),
    framing="frame",
    oci=OciHabits(sapevent=True, charset="iso-8859-1"),
    intake=SAP_INTAKE,
    sources=(SAP_OCI, "punchcommerce.de: SAPEVENT:POST with ME21N and ME51N"),
    unsourced=frozenset({"framing", "units", "charset"}),
)
