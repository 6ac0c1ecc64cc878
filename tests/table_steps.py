"""Steps that change tables, drawn at random, and what they leave of plain dictionaries."""

from hypothesis import strategies as st

TABLES = st.sampled_from(["a", "ab", "\ud800"])
KEYS = st.sampled_from(["", "1", "é", "\0", "\udfff", "2", "3"])
VALUES = st.recursive(
    st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters()),
    lambda inner: (
        st.lists(inner | st.none(), max_size=3)
        | st.dictionaries(st.text(max_size=3), inner | st.none(), max_size=3)
    ),
    max_leaves=5,
)
STEPS = st.lists(
    st.tuples(st.just("put"), TABLES, KEYS, VALUES)
    | st.tuples(st.just("remove"), TABLES, KEYS)
    | st.tuples(st.just("clear"), TABLES),
    max_size=8,
)


def done(model, steps):
    """A model after steps, the tables of dictionaries."""
    model = {name: dict(rows) for name, rows in model.items()}
    for what, name, *told in steps:
        rows = model.setdefault(name, {})
        if what == "put":
            rows[told[0]] = told[1]
        elif what == "remove":
            rows.pop(told[0], None)
        else:
            rows.clear()
    return {name: rows for name, rows in model.items() if rows}


def follow(edit, steps):
    """Do steps within a change."""
    for what, *told in steps:
        getattr(edit, what)(*told)
