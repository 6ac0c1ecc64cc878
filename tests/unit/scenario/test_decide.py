from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from mockserver.http import Headers
from mockserver.scenario import Call, Fault, decide, parse_rule
from mockserver.spec.model import Location

NOON = datetime(2025, 1, 1, 12, tzinfo=UTC)


def get(order="o1", **more):
    return Call("GET /orders/{order_id}", {(Location.PATH, "order_id"): order}, **more)


LIST = Call("GET /orders", {(Location.QUERY, "limit"): 7}, Headers([("X-Tenant", "acme")]))
MADE = Call("POST /orders", body={"item": "tea", "count": 3})
SLOW = {"delay": "1s"}


def applies(orders, steps, match, call):
    parsed = parse_rule({"match": match, **SLOW}, orders, "r")
    assert parsed.rule, parsed.findings
    return decide([parsed.rule], call, steps, NOON, Random(0)) is not None


@pytest.mark.parametrize(
    ("match", "call", "expected"),
    [
        ({}, LIST, True),
        ({"operation": "listOrders"}, LIST, True),
        ({"operation": "get /orders"}, LIST, True),
        ({"operation": "getOrder"}, LIST, False),
        ({"tag": "reading"}, get(), True),
        ({"tag": "reading"}, MADE, False),
        ({"parameters": {"limit": 7}}, LIST, True),
        ({"parameters": {"limit": "7"}}, LIST, True),
        ({"parameters": {"limit": {"min": 8}}}, LIST, False),
        ({"parameters": {"order_id": {"in": ["o1", "o2"]}}}, get(), True),
        ({"parameters": {"order_id": {"present": False}}}, LIST, True),
        ({"parameters": {"order_id": {"regex": "o"}}}, get(), False),
        ({"headers": {"x-tenant": {"not": "acme"}}}, LIST, False),
        ({"headers": {"x-tenant": "acme"}}, LIST, True),
        ({"body": {"item": "tea"}}, MADE, True),
        ({"body": {"equals": {"item": "tea"}}}, MADE, False),
        ({"body": {"count": "3"}}, MADE, False),
        ({"body": {"item": {"contains": "e"}, "count": {"min": 1, "max": 3}}}, MADE, True),
        ({"body": {"schema": {"required": ["item"]}}}, MADE, True),
        ({"body": {"present": True}}, LIST, False),
    ],
)
def test_a_rule_matches_the_calls_it_describes(orders, steps, match, call, expected):
    assert applies(orders, steps, match, call) is expected


@pytest.fixture
def run(orders, steps):
    """The statuses, faults or delays of calls, one after the other; None for the usual answer."""

    def running(rules, calls, apart=0):
        made = [parse_rule(rule, orders, f"r{place}") for place, rule in enumerate(rules)]
        assert all(each.rule for each in made), made
        return [
            _told(
                decide(
                    [each.rule for each in made],
                    call,
                    steps,
                    NOON + timedelta(seconds=apart * place),
                    Random(place),
                )
            )
            for place, call in enumerate(calls)
        ]

    return running


def _told(decision):
    if decision is None:
        return None
    status = decision.respond.status if decision.respond else None
    return status or decision.fault or decision.delay


GONE = {"respond": {"status": 404, "undeclared": True}}


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([{**GONE, "times": 2}], [404, 404, None, None]),
        ([{**GONE, "every": 3}], [None, None, 404, None]),
        ([{**GONE, "match": {"call": {"min": 3}}}], [None, None, 404, 404]),
        (
            [{"fault": "reset", "match": {"call": 1}}, {**GONE, "match": {"call": 2}}],
            [Fault.RESET, 404, None, None],
        ),
        ([{**GONE, "times": 1}, {"fault": "drop", "times": 1}], [404, Fault.DROP, None, None]),
        ([{"delay": "2s"}, {**GONE, "times": 1}], [404, 2.0, 2.0, 2.0]),
        ([{"delay": "2s"}, {"delay": "1s"}], [3.0] * 4),
    ],
)
def test_rules_count_the_calls_they_match(run, rules, expected):
    assert run(rules, [get()] * 4) == expected


def test_a_limit_lets_so_many_pass_in_a_window_and_tells_when_the_next_begins(orders, steps):
    value = {
        "fault": {"kind": "rate-limit", "limit": 2, "per": "10s"},
        "match": {"operation": "listOrders"},
    }
    rule = parse_rule(value, orders, "r").rule
    seen = []
    for second in (0, 1, 2, 9, 10, 11):
        decision = decide([rule], LIST, steps, NOON + timedelta(seconds=second), Random(0))
        seen.append(decision and (decision.respond.status, dict(decision.respond.headers)))
    late = [(429, {"Retry-After": "8"}), (429, {"Retry-After": "1"})]
    assert seen == [None, None, *late, None, None]


def test_steps_lead_from_rule_to_rule_each_order_for_itself(read, steps):
    rules = (
        read("""\
scenarios:
  pay:
    by: order_id
    rules:
      - {match: {operation: getOrder}, when: pending, then: paid, respond: {patch: {note: a}}}
      - {match: {operation: getOrder}, when: paid, respond: {patch: {state: paid}}}
""")
        .named("pay")
        .rules
    )
    asked = [get("o1"), get("o1"), get("o2"), get("o1")]
    decided = [decide(rules, call, steps, NOON, Random(0)) for call in asked]
    assert [each.source for each in decided] == [
        "rule pay/1 (scenarios.yaml:5:9)",
        "rule pay/2 (scenarios.yaml:6:9)",
        "rule pay/1 (scenarios.yaml:5:9)",
        "rule pay/2 (scenarios.yaml:6:9)",
    ]


def test_without_a_rule_nothing_is_touched(steps):
    assert (decide([], get(), steps, NOON, Random(0)), steps.touched) == (None, 0)
