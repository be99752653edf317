"""Oracle's native XML as the buyer's side speaks it: a login request, its answer, and the cart ``oracleCart``."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree
from lxml.builder import E

from saleor_punchout.simulator.account import Account
from saleor_punchout.simulator.cart import Cart, Line, NotTaken, number
from saleor_punchout.simulator.cxml_reading import parsed, words_in
from saleor_punchout.simulator.dialect import Intake

Element = etree._Element


def login_request(account: Account, return_url: str, search: str = "") -> bytes:
    """The wish to shop, in the order of elements that Oracle's own request has."""
    habits, person = account.dialect.oracle, account.person
    user = E.userInfo(
        E.userName(f"{person.last_name}, {person.first_name}"),
        E.userContactInfo(E.userPhone(), E.userEmail(person.email)),
        E.appUserName(person.login.upper()),
        E.userCompany(E.companyName("Example Company"), E.companyDUNS("144709193"), E.contactName(), E.contactPhone()),
    )
    request = E.request(
        E.header(
            E.login(E.username(account.user), E.password(account.password)),
            E.action("shopping"),
            E.language("EN"),
            E.searchLanguage(),
            E.userArea(
                E.operatingUnit("204"), E.shipTo("V1 - New York City"), E.deliverTo(f"V1 - {person.cost_centre}")
            ),
            version="1.0",
        ),
        E.body(
            E.loginInfo(E.exchangeInfo(E.exchangeName(habits.exchange_name)), user, E.returnURL(return_url)),
            E.partySiteId(),
            E.searchKeywords(search),
            E.icxSessionCallBackURL(),
        ),
    )
    written: bytes = etree.tostring(request, encoding="UTF-8", xml_declaration=True)
    return written


def read_login_response(document: bytes) -> str:
    """Where the browser starts. Raises :class:`NotTaken` for a refusal and for what is no answer."""
    root = parsed(document, "The answer")
    result = root.find("header/return") if root.tag == "response" else None
    if result is None:
        raise NotTaken(f"The answer is no login response: no header/return below <{root.tag}>.")
    if result.get("returnCode") != "S":
        words = words_in(result)
        raise NotTaken(f"The supplier refused the login with code {result.get('returnCode')}. {words}".strip())
    address = root.findtext("body/loginInfo/loginURL") or root.findtext("body/loginURL") or ""
    if not address.strip():
        raise NotTaken("The answer says S, but has no loginURL.")
    return address.strip()


def cart_document(fields: Sequence[tuple[str, str]], intake: Intake) -> bytes:
    """The document in the form that a browser brought. Raises :class:`NotTaken` where this system sees none."""
    names = {"oracleCart"} & set(intake.return_fields)
    document = next((value for name, value in fields if name in names), None)
    if document is None:
        brought = ", ".join(name for name, _ in fields) or "no field at all"
        raise NotTaken(f"The form has {brought}; this system looks for oracleCart.")
    return document.encode()


def read_cart(document: bytes) -> Cart:
    """The cart in ``oracleCart``. Raises :class:`NotTaken` for every other document."""
    root = parsed(document, "The cart")
    code = root.find("header/return")
    if root.tag != "response" or code is None or code.get("returnCode") != "S":
        raise NotTaken("The cart is no response with returnCode S.")
    lines = root.iterfind("body/OrderLinesDataElements/orderLine")
    return Cart(tuple(_line(line, position) for position, line in enumerate(lines, 1)))


def _line(line: Element, position: int) -> Line:
    item = line.find("item")
    if item is None:
        raise NotTaken(f"orderLine {position} has no item.")
    category = line.find("category/categoryCode")
    return Line(
        number=position,
        part_id=_text(item, "itemNumber/supplierItemNumber/itemID"),
        auxiliary_id=_text(item, "itemNumber/supplierItemNumber/supplierReferenceNumber"),
        quantity=number(item.get("quantity", ""), f"The quantity of orderLine {position}"),
        unit=_text(item, "unitOfMeasure/supplierUnitOfMeasure/supplierUOMType"),
        description=_text(item, "itemDescription"),
        price=number(_text(line, "price/unitPrice"), f"The price of orderLine {position}"),
        currency=_text(line, "price/currency"),
        classification="" if category is None else (category.text or "").strip(),
        classification_domain="" if category is None else category.get("categoryCodeIdentifier", ""),
        manufacturer_part_id=_text(item, "itemNumber/manufacturerItemNumber/itemID"),
        manufacturer_name=_text(item, "itemNumber/manufacturerItemNumber/manufacturerName"),
    )


def _text(parent: Element, path: str) -> str:
    return (parent.findtext(path) or "").strip()
