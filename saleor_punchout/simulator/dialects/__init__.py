"""The procurement systems, one entry each: adding one is adding an entry.

Where a fact has no public source its field is named in ``unsourced``. What is not named follows public documents of
that system, or the standard.
"""

from __future__ import annotations

from saleor_punchout.simulator.dialect import Dialect
from saleor_punchout.simulator.dialects.oracle import ORACLE_FUSION, ORACLE_IPROCUREMENT
from saleor_punchout.simulator.dialects.others import (
    AMAZON,
    BASWARE,
    BUYERQUEST,
    DOLIBARR,
    DYNAMICS365,
    EDEN,
    EQUALLEVEL,
    GENERIC,
    IFS,
    INFOR,
    MERCATEO,
    ODOO,
    POWERSCHOOL,
    PRECORO,
    PROACTIS,
    TRADECENTRIC,
    UNIMARKET,
    VROOZI,
)
from saleor_punchout.simulator.dialects.sap import SAP_MM, SAP_S4HANA, SAP_SRM
from saleor_punchout.simulator.dialects.suites import ARIBA, COUPA, COUPA_2008, IVALUA, JAGGAER, TRADESHIFT, WORKDAY

DIALECTS: dict[str, Dialect] = {
    dialect.key: dialect
    for dialect in (
        GENERIC,
        ARIBA,
        COUPA,
        COUPA_2008,
        SAP_SRM,
        SAP_S4HANA,
        SAP_MM,
        ORACLE_IPROCUREMENT,
        ORACLE_FUSION,
        JAGGAER,
        IVALUA,
        TRADESHIFT,
        WORKDAY,
        BASWARE,
        PROACTIS,
        UNIMARKET,
        PRECORO,
        VROOZI,
        EQUALLEVEL,
        MERCATEO,
        IFS,
        DYNAMICS365,
        INFOR,
        POWERSCHOOL,
        BUYERQUEST,
        TRADECENTRIC,
        ODOO,
        DOLIBARR,
        AMAZON,
        EDEN,
    )
}
