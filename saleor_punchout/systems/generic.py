"""Any system that follows the standard; also the default for those that nobody has described yet."""

from saleor_punchout.systems.base import ProcurementSystem, Source

GENERIC = ProcurementSystem(
    key="generic",
    name="Generic cXML",
    sources=(
        Source("cXML User's Guide 1.1, June 2000"),
        Source("cXML.dtd 1.2.014 to 1.2.071", "http://xml.cxml.org/current/"),
    ),
)
