"""SAP S/4HANA, also in the cloud."""

from saleor_punchout.systems.base import OCI, OCI_FIELDS, OciDialect, ProcurementSystem, Source
from saleor_punchout.systems.sap_srm import SAP_KNOWN_UNITS, SAP_UNITS

SAP_S4HANA = ProcurementSystem(
    key="sap-s4hana",
    name="SAP S/4HANA",
    sources=(
        OCI_FIELDS,
        Source("Configuration for OCI 5.0 and OCI 4.0 in the S/4HANA Cloud", "https://blogs.sap.com/2020/10/09/"),
        Source("OCI functions; DOWNLOADJSON", "https://docs.agiqon-connector.de"),
    ),
    unsourced=frozenset("cost_centre_places units on_empty framing".split()),
    protocols=(OCI,),
    oci=OciDialect(version="5.0"),
    credential_domains={},
    ship_to="none",
    operation_allowed="create",
    units=SAP_UNITS,
    known_units=SAP_KNOWN_UNITS,
    on_empty="empty",
    framing="window",
    order_transport="other",
    notes=(
        "Punch-out follows OCI 4.0; the cloud also downloads the catalogue by DOWNLOADJSON of OCI 5.0.",
        "Its Settings for Web Services hold the address and every parameter.",
    ),
)
