"""The element and attribute names that a reader of ours asks for, in the standard's spelling.

The guard respells what differs only in case or carries the root's namespace, so that readers compare exact names. Any
other name is content that we pass over; the guard bounds how many distinct ones a document may bring.
"""

from __future__ import annotations

from dataclasses import dataclass, field

NAMES = frozenset(
    """
        cXML Header Message Request Response Status From To Sender Credential Identity SharedSecret CredentialMac
        DigitalSignature UserAgent Correspondent ProfileRequest ProfileResponse Option Transaction
        PunchOutSetupRequest PunchOutSetupResponse StartPage PunchOutOrderMessage PunchOutOrderMessageHeader
        OrderRequest OrderRequestHeader StatusUpdateRequest ConfirmationRequest ShipNoticeRequest InvoiceDetailRequest
        BuyerCookie BrowserFormPost SupplierSetup SelectedItem Extrinsic URL Contact Name Email Phone Fax
        TelephoneNumber CountryCode AreaOrCityCode Number Extension ShipTo BillTo Address PostalAddress DeliverTo
        Street City Municipality State PostalCode Country ItemIn ItemOut ItemID SupplierPartID SupplierPartAuxiliaryID
        BuyerPartID IdReference ItemDetail UnitPrice Money Description ShortName UnitOfMeasure PriceBasisQuantity
        Classification ManufacturerPartID ManufacturerName LeadTime SupplierID SupplierList BlanketItemDetail
        MaxAmount Total Shipping Tax TaxDetail TaxAmount SourcingStatus SupplierOrderInfo Payment PCard PaymentTerm
        Discount Comments Attachment Followup DocumentReference TermsOfDelivery ControlKeys Distribution Accounting
        AccountingSegment Segment Charge ScheduleLine OrderReference OrderIDInfo ShipNoticePortion InvoiceDetailOrder
        InvoiceDetailHeaderOrder InvoiceDetailOrderInfo
    """.split()
)

ATTRIBUTES = frozenset(
    """
        payloadID timestamp version signatureVersion deploymentMode domain type algorithm creationDate expirationDate
        code text name role operation operationAllowed requestName effectiveDate value addressID addressIDDomain
        isoCountryCode currency alternateAmount alternateCurrency id description orderID orderDate orderType
        orderVersion isInternalVersion agreementID requisitionID shipComplete requestedDeliveryDate quantity
        lineNumber agreementItemNumber parentLineNumber itemType number expiration payInNumberOfDays conversionFactor
    """.split()
)

ORACLE_NAMES = frozenset(
    """
        request response header login username password action language userArea operatingUnit shipTo deliverTo body
        loginInfo userInfo userName userContactInfo userPhone userEmail appUserName userCompany companyName companyDUNS
        returnURL searchKeywords return returnMessage loginURL OrderLinesDataElements orderLine item itemNumber
        supplierItemNumber manufacturerItemNumber buyerItemNumber itemID supplierReferenceNumber manufacturerName
        itemDescription unitOfMeasure supplierUnitOfMeasure supplierUOMType category categoryCode price currency
        unitPrice
    """.split()
)

ORACLE_ATTRIBUTES = frozenset({"returnCode", "quantity", "lineType", "categoryCodeIdentifier"})

ATTRIBUTES_BY_LOWER_CASE = {name.lower(): name for name in ATTRIBUTES | ORACLE_ATTRIBUTES}


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The element names of one language."""

    title: str
    roots: frozenset[str]
    """What the root element may be called."""
    names: frozenset[str] = field(repr=False)

    @property
    def by_lower_case(self) -> dict[str, str]:
        # Of two names that differ in case alone (Oracle's username and userName) the one in lower case counts.
        return {name.lower(): name for name in sorted(self.names)}


CXML = Vocabulary("cXML", frozenset({"cXML"}), NAMES)
ORACLE = Vocabulary("Oracle's XML", frozenset({"request", "response"}), ORACLE_NAMES)
