"""Any system that follows the standards; also the default for those that nobody has described yet."""

from saleor_punchout.systems.base import (
    CXML,
    CXML_DTD,
    CXML_GUIDE,
    OCI,
    OCI_FIELDS,
    ORACLE,
    ProcurementSystem,
)

GENERIC = ProcurementSystem(
    key="generic",
    name="Generic",
    sources=(CXML_GUIDE, CXML_DTD, OCI_FIELDS),
    protocols=(CXML, OCI, ORACLE),
)
