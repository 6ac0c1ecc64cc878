"""What each object of OpenAPI may hold, as tables, one set per version."""

from collections.abc import Mapping

from mockserver.spec.fields.shape import FLAG, Choice, Object, Shape
from mockserver.spec.fields.table import Table
from mockserver.spec.fields.v2 import TABLES as V2_0
from mockserver.spec.fields.v30 import TABLES as V3_0
from mockserver.spec.fields.v31 import TABLES as V3_1
from mockserver.spec.fields.v32 import TABLES as V3_2

TABLES: Mapping[str, Mapping[str, Table]] = {"2.0": V2_0, "3.0": V3_0, "3.1": V3_1, "3.2": V3_2}


def tables_elsewhere(version: str, table: Table) -> Mapping[str, Table]:
    """The tables that other versions have for the same kind of object, by version."""
    return {
        other: known.get(table.name) or known[table.family]
        for other, known in TABLES.items()
        if other != version and table.family in known
    }


def shape_of(version: str, kind: str) -> Shape:
    """What a reference to a kind must lead to. Raises KeyError for a kind the version lacks."""
    if TABLES[version][kind].open:  # a JSON Schema may be true or false
        return Choice((Object(kind), FLAG), settled=FLAG.settled)
    return Object(kind)
