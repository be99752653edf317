"""Mercateo, today Unite."""

from saleor_punchout.systems.base import (
    OCI,
    UNIQUE_NAME_PLACES,
    OciDialect,
    ProcurementSystem,
    Source,
    extrinsics,
)

MERCATEO = ProcurementSystem(
    key="mercateo",
    name="Mercateo / Unite",
    sources=(
        Source("Webshops per OCI-PunchOut", "https://www.mercateo.com"),
        Source("Parameters of a call", "https://support.unite.eu"),
    ),
    unsourced=frozenset({"cost_centre_places", "units", "on_empty"}),
    protocols=(OCI,),
    oci=OciDialect(version="3.0"),
    credential_domains={},
    unique_name_places=(*extrinsics("externalUserId"), *UNIQUE_NAME_PLACES),
    ship_to="none",
    operation_allowed="create",
    on_empty="empty",
    framing="window",
    order_transport="other",
    notes=(
        "It calls by GET only, and never searches in the background.",
        "It takes up to 255 characters in a field; what is longer than OCI's own width goes as the long text all the"
        " same.",
        "The parameter http_content_charset names the encoding of the form.",
    ),
)
