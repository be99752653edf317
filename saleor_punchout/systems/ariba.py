"""SAP Ariba, also by way of the SAP Business Network."""

from saleor_punchout.systems.base import CxmlDialect, ProcurementSystem, Source

ARIBA = ProcurementSystem(
    key="ariba",
    name="SAP Ariba",
    sources=(
        Source("Ariba exchange, thread 3872: the catalogue team prefers base64", "https://exchange.ariba.com"),
        Source("SAP Ariba note 188136: list of cXML status codes"),
    ),
    cxml=CxmlDialect(return_field="cXML-base64"),
)
