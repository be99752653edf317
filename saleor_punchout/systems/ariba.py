"""SAP Ariba, also by way of the SAP Business Network."""

from saleor_punchout.systems.base import CxmlDialect, Forbidden, Limit, ProcurementSystem, Source

_LIMITS = "SAP Ariba's limits of a PunchOut item, as collected in punchoutsandbox, platform-conformance.md"
_DESCRIPTION = Limit(2000, in_bytes=True, source=_LIMITS)

ARIBA = ProcurementSystem(
    key="ariba",
    name="SAP Ariba",
    sources=(
        Source("Ariba exchange, thread 3872: the catalogue team prefers base64", "https://exchange.ariba.com"),
        Source("SAP Ariba note 188136: list of cXML status codes"),
        Source("KB0392829: token expired on return", "https://support.ariba.com"),
        Source(_LIMITS, "https://github.com/njp970/punchoutsandbox"),
        Source("Ariba punch-out in a frame: cookies, SNI, server errors", "https://www.develodesign.co.uk"),
    ),
    cxml=CxmlDialect(return_field="cXML-base64"),
    credential_domains={
        "from": ("NetworkID", "SystemID", "EndPointID"),
        "to": ("NetworkID", "DUNS", "internalsupplierid", "buyersystemid", "transactionnetworkid"),
        "sender": ("NetworkID", "SystemID", "AribaNetworkUserId"),
    },
    limits={
        "supplier_part_id": Limit(128, source=_LIMITS),
        "description": _DESCRIPTION,
        "long_text": _DESCRIPTION,
    },
    forbidden_in_part_id=Forbidden("?{}", _LIMITS),
    framing="frame",
    notes=(
        "The shared secret is the supplier's own on the network, the same for all its buyers.",
        "Identities of test accounts end in -T, and the network may send them in lower case.",
        "Orders see 255 characters of a description.",
        "Token Expired on return means a cookie that the browser blocked, or a visit that was left open too long.",
        "A SelectedItem may be a placeholder such as AAA; it leads to the home page.",
        "Orders go to the address of the network's own settings.",
    ),
)
