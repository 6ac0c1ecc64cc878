"""Any sequence of steps leaves tables as it leaves plain dictionaries."""

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test
from table_steps import STEPS, TABLES, VALUES, done

from mockserver.store.opening import open_tables


def machine(place):  # noqa: C901 - one rule for each method
    class Comparison(RuleBasedStateMachine):
        def __init__(self):
            super().__init__()
            self.tables, self.model = open_tables(place()), {}
            self.log, self.last = [], 0

        @rule(steps=STEPS, fails=st.sampled_from([False, False, True]))
        def change(self, steps, fails):
            after = self.model
            try:
                with self.tables.change() as edit:
                    for what, *told in steps:
                        getattr(edit, what)(*told)
                        after = done(after, [(what, *told)])
                        rows = after.get(told[0], {})
                        assert edit.rows(told[0]) == tuple(rows.items())
                        if len(told) > 1:
                            assert edit.get(told[0], told[1]) == rows.get(told[1])
                    if fails:
                        raise LookupError  # noqa: TRY301 - from within the block, on purpose
            except LookupError:
                return
            self.model = after

        @rule(entry=VALUES, limit=st.integers(0, 4))
        def append(self, entry, limit):
            self.last += 1
            assert self.tables.append("log", entry, limit) == self.last
            self.log = [*self.log, (self.last, entry)][-limit:] if limit else []

        @rule()
        def forget(self):
            self.tables.forget("log")
            self.log = []

        @rule(back=st.integers(-1, 5))
        def follow(self, back):
            after = max(self.last - back, 0)
            expected = [each for each in self.log if each[0] > after]
            assert list(self.tables.entries("log", after)) == expected

        @rule(table=TABLES, offset=st.integers(0, 5), limit=st.none() | st.integers(0, 5))
        def page(self, table, offset, limit):
            rows = tuple(self.model.get(table, {}).items())
            stop = None if limit is None else offset + limit
            assert self.tables.rows(table, offset, limit) == rows[offset:stop]

        @invariant()
        def is_as_the_model(self):
            assert self.tables.names() == tuple(sorted(self.model))
            for name, rows in self.model.items():
                assert self.tables.count(name) == len(rows)
                assert repr(self.tables.rows(name)) == repr(tuple(rows.items()))
                assert all(self.tables.get(name, key) == value for key, value in rows.items())

        def teardown(self):
            self.tables.close()

    return Comparison


@pytest.mark.parametrize("examples", [25])
def test_tables_are_as_plain_dictionaries(make_place, examples):
    run_state_machine_as_test(
        machine(make_place),
        settings=settings(
            max_examples=examples,
            stateful_step_count=20,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
