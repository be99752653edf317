"""Money, addresses, contacts and extrinsics: what every payload may carry, read and written in one place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from saleor_punchout.documents import lexical
from saleor_punchout.documents.reading import (
    Element,
    Notes,
    attribute,
    child_of,
    children,
    first,
    text,
    text_in,
    text_of,
)
from saleor_punchout.documents.types import Address, Charge, Comment, Contact, Money
from saleor_punchout.documents.writing import add, put


def read_money(parent: Element | None, notes: Notes, what: str, *, required: bool = False) -> Money | None:
    """The Money inside ``parent``. Empty money is none, unless ``required``: then it is a fault, and so is an amount
    outside Money."""
    money = child_of(parent, "Money")
    if money is None:
        if required and parent is not None and text_of(parent):
            notes.fault(f"{what} stands outside Money; write a Money element with its currency.")
        return None
    words, code = text_of(money), money.get("currency", "")
    if not words and not required:
        return None
    amount = notes.number(words, what)
    if code not in lexical.CURRENCIES:
        code = notes.currency(attribute(money, "currency"), what)
    return Money(amount, code) if amount is not None and code else None


def write_money(parent: Element, money: Money) -> None:
    add(parent, "Money", lexical.plain(money.amount), currency=money.currency)


def read_charge(element: Element | None, notes: Notes, what: str) -> Charge | None:
    """Shipping or Tax."""
    if element is None:
        return None
    return Charge(read_money(element, notes, what), text_in(element, "Description"))


def write_charge(parent: Element, name: str, charge: Charge, lang: str) -> None:
    element = add(parent, name)
    if charge.money:
        write_money(element, charge.money)
    add(element, "Description", charge.description, lang=lang)


def read_address(parent: Element | None) -> Address | None:
    """The Address inside ShipTo or BillTo."""
    element = child_of(parent, "Address")
    if element is None:
        return None
    parts = children(element)
    postal = first(parts, "PostalAddress")
    place = parts if postal is None else children(postal)
    country = first(place, "Country")
    iso = attribute(element, "isoCountryCode") if country is None else attribute(country, "isoCountryCode")
    return Address(
        address_id=attribute(element, "addressID"),
        name=text(parts, "Name"),
        deliver_to=_texts(place.get("DeliverTo", ())),
        street=_texts(place.get("Street", ())),
        city=text(place, "City"),
        state=text(place, "State"),
        postal_code=text(place, "PostalCode"),
        country=(iso or attribute(element, "isoCountryCode")).upper(),
        country_name=text(place, "Country"),
        email=text(parts, "Email"),
        phone=_read_phone(first(parts, "Phone")),
    )


def write_address(parent: Element, name: str, address: Address, lang: str) -> None:
    element = add(add(parent, name), "Address")
    put(element, "isoCountryCode", address.country)
    put(element, "addressID", address.address_id)
    add(element, "Name", address.name, lang=lang)
    postal = add(element, "PostalAddress")
    for line in address.deliver_to:
        add(postal, "DeliverTo", line)
    for line in address.street or ("",):
        add(postal, "Street", line)
    add(postal, "City", address.city)
    if address.state:
        add(postal, "State", address.state)
    if address.postal_code:
        add(postal, "PostalCode", address.postal_code)
    add(postal, "Country", address.country_name, isoCountryCode=address.country)
    if address.email:
        add(element, "Email", address.email)
    if address.phone:
        _write_phone(element, address.phone, address.country)


def read_contacts(elements: Sequence[Element]) -> tuple[Contact, ...]:
    return tuple(map(_read_contact, elements))


def _read_contact(element: Element) -> Contact:
    parts = children(element)
    phone = _read_phone(first(parts, "Phone"))
    return Contact(text(parts, "Name"), text(parts, "Email"), phone, attribute(element, "role"))


def write_contact(parent: Element, contact: Contact, lang: str) -> None:
    element = add(parent, "Contact")
    put(element, "role", contact.role)
    add(element, "Name", contact.name, lang=lang)
    if contact.email:
        add(element, "Email", contact.email)
    if contact.phone:
        _write_phone(element, contact.phone, "")


def _read_phone(element: Element | None) -> str:
    number = child_of(element, "TelephoneNumber")
    if number is None:
        return ""
    parts = children(number)
    words = [text(parts, name) for name in ("CountryCode", "AreaOrCityCode", "Number", "Extension")]
    return " ".join(filter(None, words))


def _write_phone(parent: Element, phone: str, country: str) -> None:
    """The whole number in Number, for nobody can cut a stranger's number into country, area and rest."""
    number = add(add(parent, "Phone"), "TelephoneNumber")
    add(number, "CountryCode", isoCountryCode=country)
    add(number, "AreaOrCityCode")
    add(number, "Number", phone)


def _texts(elements: Sequence[Element]) -> tuple[str, ...]:
    return tuple(filter(None, map(text_of, elements)))


def read_extrinsics(elements: Sequence[Element]) -> dict[str, str]:
    """Extrinsics by trimmed lower-case name; the first of a name wins. Nothing about them is guaranteed."""
    found: dict[str, str] = {}
    for element in elements:
        name = element.get("name") or attribute(element, "name")
        found.setdefault(name.strip().lower(), text_of(element))
    return found


def write_extrinsics(parent: Element, extrinsics: Mapping[str, str]) -> None:
    for name, value in extrinsics.items():
        add(parent, "Extrinsic", value, name=name)


def read_comments(elements: Sequence[Element]) -> tuple[Comment, ...]:
    """Comments with the URLs of their attachments, the text without them."""
    return tuple(filter(_says_something, map(_read_comment, elements)))


def _read_comment(element: Element) -> Comment:
    attachments = tuple(text_in(child, "URL") for child in element if child.tag == "Attachment")
    return Comment(own_text(element), tuple(filter(None, attachments)))


def write_comments(parent: Element, comments: Sequence[Comment], lang: str) -> None:
    """One Comments element, for DTDs before 1.2.050 allow no second one."""
    if not comments:
        return
    element = add(parent, "Comments", "\n".join(comment.text for comment in comments), lang=lang)
    for url in (url for comment in comments for url in comment.attachments):
        add(add(element, "Attachment"), "URL", url)


def _says_something(comment: Comment) -> bool:
    return bool(comment.text or comment.attachments)


def own_text(element: Element) -> str:
    """Character content that stands directly in ``element``, not in a child of it."""
    if not len(element):
        return (element.text or "").strip()
    return "".join([element.text or "", *(child.tail or "" for child in element)]).strip()
