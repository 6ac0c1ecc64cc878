"""How deep the flattest value is, where alternatives hold alternatives."""

from mockserver.generation.height import Heights
from mockserver.schema.canonical import canonicalize
from mockserver.schema.shape import Reference


def level(ways, then):
    return {
        "oneOf": [
            {"type": "object", "required": [f"k{way}"], "properties": {f"k{way}": then}}
            for way in range(ways)
        ]
    }


def alternatives(levels, ways):
    """A schema whose values nest so deep, in one of so many ways on each level."""
    below = [{"$ref": f"#/$defs/L{number + 1}"} for number in range(levels - 1)]
    defined = {
        f"L{number}": level(ways, then) for number, then in enumerate([*below, {"type": "integer"}])
    }
    return {"$ref": "#/$defs/L0", "$defs": defined}


def test_each_part_is_looked_at_once_however_many_ways_lead_to_it():
    heights, looked_at = Heights(), []
    fits = heights._fitting[Reference]

    def counted(shape, way):
        looked_at.append(shape.name)
        return fits(shape, way)

    heights._fitting[Reference] = counted
    assert heights.of(canonicalize(alternatives(5, 8))) == 5
    assert 0 < len(looked_at) < 500
