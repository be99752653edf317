"""The cXML documents that a buyer writes: ProfileRequest, PunchOutSetupRequest and OrderRequest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from lxml import etree
from lxml.builder import E

from saleor_punchout.simulator.account import Account, Place
from saleor_punchout.simulator.cart import Cart, Charge, Line
from saleor_punchout.simulator.dialect import Contact

LANG = "{http://www.w3.org/XML/1998/namespace}lang"
ADDRESS = "http://xml.cxml.org/schemas/cXML/{}/cXML.dtd"
Element = etree._Element


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a buyer wants of a visit."""

    operation: str = "create"
    return_url: str = ""
    lines: tuple[Line, ...] = ()
    """Of an earlier cart, or only ``part_id`` and ``quantity``."""
    selected_item: str = ""
    search: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An approved cart."""

    order_id: str
    lines: tuple[Line, ...]
    payload_id: str
    written_at: str
    order_date: str
    shipping: Charge | None = None
    tax: Charge | None = None
    type: str = "new"
    version: int = 1
    former: str = ""
    """payloadID of the version before; empty for the first."""

    @property
    def total(self) -> Decimal:
        """Of the lines, without shipping and tax."""
        return sum((line.net for line in self.lines), Decimal(0))


def new_order(account: Account, cart: Cart, lines: Sequence[Line], order_id: str) -> Order:
    """An order for these lines, whatever approval left of the cart; tax at the rate that the cart had."""
    habits = account.dialect.cxml
    order = Order(
        order_id=order_id,
        lines=tuple(lines),
        payload_id=account.filled(habits.payload_id),
        written_at=account.filled(habits.timestamp),
        order_date=account.filled(habits.order_date),
        shipping=cart.shipping,
    )
    before = sum((line.net for line in cart.lines), Decimal(0))
    if not cart.tax or not before:
        return replace(order, tax=cart.tax)
    tax = (cart.tax.amount * order.total / before).quantize(cart.tax.amount)
    return replace(order, tax=replace(cart.tax, amount=tax))


def changed_order(account: Account, order: Order, lines: Sequence[Line] = ()) -> Order:
    """The next version of an order: with these lines, or the word that it is deleted where there are none."""
    habits = account.dialect.cxml
    changed = replace(
        order,
        type="update" if lines else "delete",
        lines=tuple(lines) or order.lines,
        version=order.version + 1,
        former=order.payload_id,
        payload_id=account.filled(habits.payload_id),
        written_at=account.filled(habits.timestamp),
        order_date=account.filled(habits.order_date),
    )
    if not order.tax or not order.total:
        return changed
    tax = (order.tax.amount * changed.total / order.total).quantize(order.tax.amount)
    return replace(changed, tax=replace(order.tax, amount=tax))


def profile_request(account: Account) -> bytes:
    """The question what the supplier can do."""
    return _document(account, E.ProfileRequest())


def setup_request(account: Account, wish: Wish, cookie: str) -> bytes:
    """The wish to shop."""
    habits, contact = account.dialect.cxml, account.dialect.cxml.contact
    request = E.PunchOutSetupRequest(E.BuyerCookie(cookie), operation=wish.operation)
    request.extend(_extrinsics(account, habits.extrinsics))
    post = E.BrowserFormPost(E.URL(wish.return_url))
    person = [_contact(account, contact)] if contact else []
    request.extend([*person, post] if contact and contact.stands_first else [post, *person])
    if habits.names_ship_to:
        request.append(E.ShipTo(_address(account.place)))
    selected = wish.selected_item or habits.selected_item
    if selected is not None:
        request.append(E.SelectedItem(E.ItemID(E.SupplierPartID(selected))))
    request.extend(_item_out(line, account, is_order=False) for line in wish.lines)
    return _document(account, request, padding=habits.padding)


def order_request(account: Account, order: Order) -> bytes:
    """The purchase order: the same bytes for the same order."""
    habits, currency = account.dialect.cxml, order.lines[0].currency
    header = E.OrderRequestHeader(
        E.Total(_money(order.total, currency)),
        E.ShipTo(_address(account.place)),
        E.BillTo(_address(account.place)),
        orderID=order.order_id,
        orderDate=order.order_date,
        type=order.type,
    )
    if habits.order_version:
        header.set("orderVersion", str(order.version))
    header.extend(
        _charge(name, charge) for name, charge in (("Shipping", order.shipping), ("Tax", order.tax)) if charge
    )
    if habits.contact:
        header.append(_contact(account, habits.contact))
    if order.former and habits.names_former:
        header.append(E.DocumentReference(payloadID=order.former))
    header.extend(_extrinsics(account, {**habits.extrinsics, **habits.order_extrinsics}))
    is_bare = order.type == "delete" and habits.bare_delete
    lines = () if is_bare else order.lines
    request = E.OrderRequest(header, *(_item_out(line, account, is_order=True) for line in lines))
    return _document(account, request, order=order)


def _document(account: Account, payload: Element, *, padding: str = "", order: Order | None = None) -> bytes:
    habits = account.dialect.cxml
    root = E.cXML(
        payloadID=order.payload_id if order else account.filled(habits.payload_id),
        timestamp=order.written_at if order else account.filled(habits.timestamp),
    )
    root.set(LANG, habits.language)
    if habits.version is not None:
        root.set("version", (order and habits.version and habits.order_doctype) or habits.version)
    request = E.Request(payload)
    if account.is_test:
        request.set("deploymentMode", "test")
    root.extend([_header(account), request])
    if padding:
        _pad(root, padding)
    encoding = habits.order_encoding if order else "UTF-8"
    doctype = _doctype(account, order)
    declaration = f'<?xml version="1.0" encoding="{encoding}"?>\n{doctype}'
    body = etree.tostring(root, encoding=encoding, xml_declaration=False)
    return declaration.encode() + body  # type: ignore[operator]  # bytes, for every encoding that has a name


def _doctype(account: Account, order: Order | None) -> str:
    """The document type with a line break, or an empty string."""
    habits = account.dialect.cxml
    version = habits.order_doctype if order and habits.order_doctype is not None else habits.doctype
    address = (habits.order_system_id if order else "") or (ADDRESS.format(version) if version else "")
    return f'<!DOCTYPE cXML SYSTEM "{address}">\n' if address else ""


def _pad(root: Element, padding: str) -> None:
    for element in root.iter():
        if element.text and not len(element):
            element.text = f"{padding}{element.text}{padding}"


def _header(account: Account) -> Element:
    sender = E.Sender(*_credentials(account, "sender"), E.UserAgent(account.dialect.cxml.user_agent))
    for credential in sender.iterfind("Credential") if account.secret else ():
        credential.append(E.SharedSecret(account.secret))
    return E.Header(E.From(*_credentials(account, "from")), E.To(*_credentials(account, "to")), sender)


def _credentials(account: Account, party: str) -> list[Element]:
    named = account.parties.get(party, ())
    return [E.Credential(E.Identity(identity), domain=domain) for domain, identity in named]


def _extrinsics(account: Account, templates: Mapping[str, str]) -> Iterable[Element]:
    return (E.Extrinsic(account.filled(template), name=name) for name, template in templates.items())


def _contact(account: Account, contact: Contact) -> Element:
    element = E.Contact(_translated("Name", account.filled(contact.name)))
    if contact.role:
        element.set("role", contact.role)
    if contact.email:
        email = E.Email(account.filled(contact.email))
        if contact.email_name:
            email.set("name", contact.email_name)
        element.append(email)
    return element


def _address(place: Place) -> Element:
    return E.Address(
        _translated("Name", place.name),
        E.PostalAddress(
            E.DeliverTo(place.deliver_to),
            E.Street(place.street),
            E.City(place.city),
            E.PostalCode(place.postal_code),
            E.Country(place.country_name, isoCountryCode=place.country),
        ),
        addressID=place.address_id,
        isoCountryCode=place.country,
    )


def _item_out(line: Line, account: Account, *, is_order: bool) -> Element:
    item_id = E.ItemID(E.SupplierPartID(line.part_id))
    if line.auxiliary_id:
        item_id.append(E.SupplierPartAuxiliaryID(line.auxiliary_id))
    item = E.ItemOut(item_id, quantity=f"{line.quantity:f}")
    numbers_lines = account.dialect.cxml.numbers_lines
    if numbers_lines:
        item.set("lineNumber", str(line.number))
    if line.price is not None:
        item.append(_detail(line))
        if is_order and not numbers_lines:
            item[-1].append(E.Extrinsic(str(line.number), name="LINENUM"))
            item[-1].append(E.Extrinsic("1", name="SHIPMENTNUM"))
    return item


def _detail(line: Line) -> Element:
    return E.ItemDetail(
        E.UnitPrice(_money(line.price or Decimal(0), line.currency)),
        _translated("Description", line.description),
        E.UnitOfMeasure(line.unit),
        E.Classification(line.classification, domain=line.classification_domain or "UNSPSC"),
    )


def _charge(name: str, charge: Charge) -> Element:
    return E(name, _money(charge.amount, charge.currency), _translated("Description", charge.description or name))


def _money(amount: Decimal, currency: str) -> Element:
    return E.Money(f"{amount:f}", currency=currency)


def _translated(tag: str, text: str) -> Element:
    element = E(tag, text)
    element.set(LANG, "en")
    return element
