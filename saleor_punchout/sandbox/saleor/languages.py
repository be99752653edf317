"""Languages that the catalogue may be translated into; real Saleor knows more of them."""

from __future__ import annotations

import graphene

from saleor_punchout.sandbox import models

LANGUAGES = """
    BG CS DA DE DE_AT DE_CH DE_DE EL EN EN_AU EN_CA EN_GB EN_IE EN_IN EN_US ES ES_ES ES_MX ET FI FR FR_BE FR_CA FR_CH
    FR_FR HR HU IT IT_CH IT_IT JA JA_JP KO KO_KR LT LV NB NB_NO NL NL_BE NL_NL PL PL_PL PT PT_BR PT_PT RO RU SK SL SV
    SV_SE TR TR_TR UK ZH ZH_HANS ZH_HANS_CN ZH_HANT
""".split()
LanguageCode = graphene.Enum("LanguageCodeEnum", [(code, code) for code in LANGUAGES])


def translated_into(row: models.Product | models.Variant, language: str) -> dict[str, str] | None:
    """What was translated into exactly this language, if anything was: nothing is taken from its neighbours."""
    translation: dict[str, str] | None = row.translations.get(language)
    return translation
