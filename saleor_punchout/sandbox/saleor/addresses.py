"""Addresses, which are kept with their checkout and checked for little more than what is missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import graphene
from graphene.utils.str_converters import to_camel_case

from saleor_punchout.sandbox.saleor.lists import optional_list_of
from saleor_punchout.sandbox.saleor.metadata import MetadataInput
from saleor_punchout.sandbox.saleor.refusals import Refused

# ISO 3166-1 alpha-2, and Kosovo's code in use.
COUNTRIES = """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA
    CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA
    GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP
    KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS
    MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS
    RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW
    TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
""".split()
CountryCode = graphene.Enum("CountryCode", [(code, code) for code in COUNTRIES])

PARTS = (
    "first_name",
    "last_name",
    "company_name",
    "street_address_1",
    "street_address_2",
    "city",
    "city_area",
    "postal_code",
    "country",
    "country_area",
    "phone",
)
REQUIRED = ("country", "street_address_1", "city", "postal_code")
COUNTRIES_WITH_AREAS = frozenset({"AU", "CA", "US"})
"""Where an address needs its state or province; real Saleor knows more of them."""


class CountryDisplay(graphene.ObjectType):
    code = graphene.NonNull(graphene.String)


class Address(graphene.ObjectType):
    first_name = graphene.NonNull(graphene.String)
    last_name = graphene.NonNull(graphene.String)
    company_name = graphene.NonNull(graphene.String)
    street_address_1 = graphene.NonNull(graphene.String)
    street_address_2 = graphene.NonNull(graphene.String)
    city = graphene.NonNull(graphene.String)
    city_area = graphene.NonNull(graphene.String)
    postal_code = graphene.NonNull(graphene.String)
    country = graphene.NonNull(CountryDisplay)
    country_area = graphene.NonNull(graphene.String)
    phone = graphene.String()

    def resolve_country(address: Mapping[str, str], info: Any) -> dict[str, str]:
        return {"code": address["country"]}


class AddressInput(graphene.InputObjectType):
    """The metadata of an address are taken and forgotten."""

    first_name = graphene.String()
    last_name = graphene.String()
    company_name = graphene.String()
    street_address_1 = graphene.String()
    street_address_2 = graphene.String()
    city = graphene.String()
    city_area = graphene.String()
    postal_code = graphene.String()
    country = graphene.InputField(CountryCode)
    country_area = graphene.String()
    phone = graphene.String()
    metadata = optional_list_of(MetadataInput)
    skip_validation = graphene.Boolean(default_value=False)


class CheckoutAddressValidationRules(graphene.InputObjectType):
    """Only the first rule means anything here: no format is ever checked."""

    check_required_fields = graphene.Boolean(default_value=True)
    check_fields_format = graphene.Boolean(default_value=True)
    enable_fields_normalization = graphene.Boolean(default_value=True)


class CheckoutValidationRules(graphene.InputObjectType):
    shipping_address = graphene.InputField(CheckoutAddressValidationRules)
    billing_address = graphene.InputField(CheckoutAddressValidationRules)


def stored(given: Mapping[str, Any], rules: Mapping[str, bool] | None) -> dict[str, str]:
    """The address as the tables hold it: every part as text.

    Raises :class:`Refused` for a missing part, unless the rules allow that; ``skipValidation`` alone does not.
    """
    address = {part: given.get(part) or "" for part in PARTS}
    if rules is None or rules.get("check_required_fields", True):
        _refuse_gaps(address)
    return address


def _refuse_gaps(address: Mapping[str, str]) -> None:
    area = ("country_area",) if address["country"] in COUNTRIES_WITH_AREAS else ()
    for part in REQUIRED + area:
        if not address[part]:
            raise Refused("REQUIRED", "This field is required.", to_camel_case(part))
