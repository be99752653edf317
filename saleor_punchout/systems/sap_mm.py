"""SAP Materials Management in SAP GUI: requisitions and orders of ME51N and ME21N."""

from saleor_punchout.systems.base import OCI, OCI_FIELDS, OciDialect, ProcurementSystem, Source
from saleor_punchout.systems.sap_srm import SAP_KNOWN_UNITS, SAP_UNITS

SAP_MM = ProcurementSystem(
    key="sap-mm",
    name="SAP MM",
    sources=(
        OCI_FIELDS,
        Source("PunchOut via OCI gateway", "https://www.punchcommerce.de"),
        Source("WSI_CUSTOMIZING in ECC and Fiori", "https://blogs.sap.com/2019/01/02/"),
    ),
    unsourced=frozenset("cost_centre_places units on_empty framing".split()),
    protocols=(OCI,),
    oci=OciDialect(allows_sapevent=True),
    credential_domains={},
    ship_to="none",
    operation_allowed="create",
    units=SAP_UNITS,
    known_units=SAP_KNOWN_UNITS,
    on_empty="empty",
    framing="frame",
    order_transport="other",
    notes=(
        "The shop runs in the browser inside SAP GUI, possibly without cookies.",
        "Its return address may be SAPEVENT:POST, which only that browser understands.",
    ),
)
