"""IFS Cloud."""

from saleor_punchout.systems.base import CXML, OCI, OciDialect, ProcurementSystem, Source

IFS = ProcurementSystem(
    key="ifs",
    name="IFS Cloud",
    sources=(
        Source("Punchout catalog procurement", "https://docs.ifs.com"),
        Source(
            "Punchout Catalog - Commerce",
            "https://docs.ifs.com/techdocs/23r2/060_development/060_ifs_applications_business_components/"
            "200_punchout_catalog_commerce",
        ),
    ),
    unsourced=frozenset(
        """
        cxml.return_field credential_domains cost_centre_places ship_to operation_allowed units limits
        framing order_transport email_places
        """.split()
    ),
    protocols=(OCI, CXML),
    oci=OciDialect(hook_is_last=True),
    on_empty="empty",
    notes=(
        "By OCI the login stands in the address, with OCIVERSION and SENDERID; OCICANCEL is where a buyer goes who"
        " takes nothing.",
        "HOOK_URL stands last and is not encoded: all that follows belongs to it.",
        "By cXML it can prove itself by a CredentialMac instead of the secret: allow it on the Sender.",
        "A user has one active visit at a time.",
    ),
)
