from pathlib import Path

import pytest

from mockserver.errors import UsageError
from mockserver.scenario import parse_rule, read_scenarios
from mockserver.spec.load import load_spec

PROJECT = Path(__file__).resolve().parents[3]


def told(findings):
    return [f"{each.origin or each.pointer} {each.rule}: {each.message}" for each in findings]


def test_the_scenarios_of_the_project_keep_its_contract():
    spec = load_spec(str(PROJECT / "openapi.yaml"))
    read = read_scenarios(PROJECT / "fixtures" / "scenarios.yaml", spec)
    assert told(read.findings) == []
    assert read.names == ("slow", "outage", "rate-limited", "flaky", "gone", "review")


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("{respnd: {status: 404}}", "field-unknown: 'respnd' is not a field of a rule; did you "),
        ("{match: {operation: getOrdr}, delay: 1s}", "no operation 'getOrdr'; did you mean 'getO"),
        ("{match: {operation: GET /order}, delay: 1s}", "; did you mean 'GET /orders'?"),
        ("{match: {tag: raeding}, delay: 1s}", "the tag 'raeding'; did you mean 'reading'?"),
        ("{match: {parameters: {limt: 1}}, delay: 1s}", "'limt'; did you mean 'limit'?"),
        ("{match: {parameters: {limit: 99}}, delay: 1s}", "match-impossible: this is never sent"),
        ("{match: {operation: listOrders, body: {}}, delay: 1s}", "takes a body"),
        ("{match: {operation: createOrder, body: {itm: a}}, delay: 1s}", "did you mean 'item'?"),
        ("{respond: {status: 503}}", "declare no 503; add 'undeclared: true'"),
        ("{match: {operation: getOrder}, respond: {status: 404, undeclared: true}}", "idle"),
        (
            "{match: {operation: getOrder}, respond: {status: 404, example: gon}}",
            "shows no example 'gon' here; did you mean 'gone'?",
        ),
        (
            "{match: {operation: getOrder}, respond: {body: {id: 7, state: paid}}}",
            "/openapi.yaml",
        ),
        ("{match: {operation: getOrder}, respond: {patch: {state: payed}}}", "body-invalid"),
        ("{match: {operation: getOrder}, respond: {patch: {state: null}}}", "body-invalid"),
        ("{fault: rest}", "there is no fault 'rest'; did you mean 'reset'?"),
        ("{fault: rate-limit}", "a rate limit says how many"),
        ("{fault: {kind: rate-limit, limit: 5}}", "declare no 429"),
        ("{fault: reset, respond: {headers: {A: b}}}", "'respond' is never seen"),
        ("{respond: {status: 204, body: 1, undeclared: true}}", "a 204 has no body"),
        ("{delay: 200}", "'delay' is a duration"),
        ("{delay: {min: 2s, max: 1s}}", "'min' is greater than 'max'"),
        ("{match: {call: 2}, every: 2, delay: 1s}", "'call' and 'every' both count calls"),
        ("{match: {}}", "this rule does nothing"),
        ("{when: paid, start: x, delay: 1s}", "'start' is not a field of a rule"),
        (
            "{match: {body: {a: {regex: '('}}}, delay: 1s}",
            "'regex' is no regular expression: missing )",
        ),
        ("5", "a rule is an object"),
        (
            "{match: {operation: createOrder, body: {item: {regexp: a}}}, delay: 1s}",
            "match-impossible: 'regexp' is no operator; did you mean 'regex'?",
        ),
        (
            "{match: {operation: createOrder, body: {count: {not: {mn: 3}}}}, delay: 1s}",
            "'mn' is no operator; did you mean 'min'?",
        ),
        (
            "{match: {operation: createOrder, body: {regex: a, item: b}}, delay: 1s}",
            "'regex' is an operator, and operators stand without members beside them",
        ),
        (
            "{match: {operation: createOrder, body: {count: many}}, delay: 1s}",
            'this is never sent: "many" is a string, expected integer',
        ),
        (
            "{match: {parameters: {order_id: {eqals: o1}}}, delay: 1s}",
            "'eqals' is no operator; did you mean 'equals'?",
        ),
        (
            "{match: {parameters: {limit: {in: [10, 99]}}}, delay: 1s}",
            "this is never sent: 99 is more than the maximum 50",
        ),
        (
            "{match: {headers: {X-Tenant: {contans: a}}}, delay: 1s}",
            "field-unknown: 'contans' is no operator; did you mean 'contains'?",
        ),
        ("{match: {headers: {X-Tenant: [a]}}, delay: 1s}", "the header 'X-Tenant' is a text"),
        ("{match: {call: {mn: 4}}, delay: 1s}", "'mn' is no operator; did you mean 'min'?"),
        ("{match: {call: 0}, delay: 1s}", "'call' is the number of the call, from 1 on"),
        ("{chance: 0, delay: 1s}", "'chance' is a number above 0 and at most 1"),
        ("{chance: true, delay: 1s}", "'chance' is a number above 0 and at most 1"),
        ("{delay: {mean: 1s}}", "a 'mean' needs a 'deviation' beside it, such as 100ms"),
        ("{delay: {min: 1s, max: 2s, deviation: 1s}}", "a distribution needs a 'mean'"),
        ("{respond: {}}", "'respond' says nothing; give it a status or a body"),
        ("{respond: {headers: [a]}}", "'headers' is an object of headers and their values"),
        ("{respond: {headers: {'a b': c}}}", "'a b' is no name of a header (RFC 9110 §5.1)"),
        ("{respond: {headers: {Date: c}}}", "the server itself sets 'Date'; leave it out"),
        ('{respond: {headers: {A: "\\n"}}}', "'A' is a text of visible ASCII, or a number"),
        ("{respond: {headers: {A: [b]}}}", "'A' is a text of visible ASCII, or a number"),
        (
            "{match: {operation: getOrder}, respond: {body: {id: a, state: paid}, example: tea}}",
            "'body' and 'example' cannot both be the answer",
        ),
        (
            "{match: {operation: getOrder}, respond: {body: {id: a, state: paid}, patch: {}}}",
            "'body' and 'patch' cannot both be the answer",
        ),
        ("{match: {parameters: 5}, delay: 1s}", "'parameters' is an object of parameters and"),
        ("{match: {headers: 5}, delay: 1s}", "'headers' is an object of headers and the values"),
        ("{fault: {kind: reset, limit: 5}}", "'limit' belongs to a rate-limit, not to 'reset'"),
        (
            "{fault: {limit: 5, status: 429, undeclared: true}}",
            "this fault has no 'kind': it is 'rate-limit'",
        ),
        (
            "{fault: {kind: rate-limit, undeclared: true}}",
            "this fault has no 'limit': it is the number of calls that pass",
        ),
        (
            "{fault: {kind: rate-limit, limit: 5, per: 0s, undeclared: true}}",
            "'per' is a duration",
        ),
        (
            "{fault: truncated, respond: {status: 204, undeclared: true}}",
            "a 204 has no body that a fault 'truncated' could break",
        ),
        (
            "{fault: {kind: rate-limit, limit: 5, undeclared: true}, every: 2}",
            "a rate limit counts calls itself; leave out 'every'",
        ),
        (
            "{fault: {kind: rate-limit, limit: 5, undeclared: true}, match: {call: 2}}",
            "a rate limit counts calls itself; leave out 'call'",
        ),
        (
            "{fault: {kind: rate-limit, limit: 5, undeclared: true}, respond: {status: 503}}",
            "'status' and 'undeclared' of a rate limit stand in its fault",
        ),
        (
            "{match: {operation: createOrder, tag: reading}, delay: 1s}",
            "none of these operations has such a tag",
        ),
        ("{match: {operation: ''}, delay: 1s}", "'operation' is an operationId or 'GET /path'"),
        ("{match: {tag: 5}, delay: 1s}", "'tag' is a tag of operations, or a list of tags"),
        (
            "{match: {operation: listOrders}, respond: {status: 429, patch: {a: 1}}}",
            "there is no JSON body that could be patched; give 'body' instead",
        ),
        (
            "{match: {operation: createOrder, body: {item: {schema: {type: strin}}}}, delay: 1s}",
            "'schema' is",
        ),
        (
            "{match: {operation: createOrder, body: {item: {schema: 5}}}, delay: 1s}",
            "'schema' is",
        ),
        ("{match: {operation: createOrder, body: {item: [1]}}, delay: 1s}", "this is never sent"),
        ("{respond: {status: 418}, match: {operation: getOrder}}", "declares no 418"),
    ],
)
def test_what_is_wrong_with_a_rule_is_told_where_it_stands(read, rule, expected):
    found = told(read(f"scenarios:\n  one:\n    rules:\n      - {rule}\n").findings)
    assert len(found) == 1, found
    assert found[0].startswith("scenarios.yaml:4:")
    if not expected.startswith("/"):
        assert expected in found[0]


@pytest.mark.parametrize(
    "match",
    [
        "{operation: createOrder, body: {item: {contains: x}, count: {min: 2, max: 9}}}",
        "{operation: createOrder, body: {item: {in: [a, {regex: 'b.*'}]}}}",
        "{operation: createOrder, body: {item: {not: {equals: a}}, count: {present: false}}}",
        "{parameters: {limit: '7'}}",
        "{parameters: {limit: {not: 99}}}",
        "{parameters: {X-Tenant: {in: [1, b]}}}",
        "{headers: {X-Other: 7}, call: {in: [1, 3]}}",
    ],
)
def test_what_can_be_sent_is_waited_for_without_a_word(read, match):
    assert (
        told(read(f"scenarios: {{one: {{rules: [{{match: {match}, delay: 1s}}]}}}}").findings) == []
    )


def test_a_step_that_nothing_leads_to_is_told_and_a_rule_that_is_hidden(read):
    found = read("""\
scenarios:
  one:
    start: pending
    rules:
      - {when: payed, match: {operation: getOrder}, delay: 1s, then: paid}
      - {match: {operation: getOrder}, respond: {status: 404}}
      - {match: {operation: getOrder}, fault: reset}
""")
    hidden = "this rule is never used: rule one/2 answers all of its calls first"
    nowhere = "no rule leads to the step 'payed'; did you mean 'paid'?"
    assert told(found.findings) == [
        f"scenarios.yaml:5:16 scenario-step-unreachable: {nowhere}",
        f"scenarios.yaml:7:9 scenario-rule-unreachable: {hidden}",
    ]


def test_a_rule_is_hidden_by_one_of_all_operations_and_by_none_that_looks_at_a_call(read):
    text = "scenarios: {one: {rules: [RULE, {match: {operation: getOrder}, fault: reset}]}}"
    assert len(read(text.replace("RULE", "{fault: drop}")).findings) == 1
    assert read(text.replace("RULE", "{fault: drop, match: {call: 1}}")).findings == ()
    assert read(text.replace("RULE", "{fault: drop, times: 2}")).findings == ()
    assert read(text.replace("RULE", "{delay: 1s}")).findings == ()


def test_what_a_scenario_counts_by_is_a_parameter(read):
    found = told(read("scenarios: {one: {by: order_idd, rules: [{delay: 1s}]}}").findings)
    assert len(found) == 1
    assert "no operation has a parameter 'order_idd'; did you mean 'order_id'?" in found[0]


@pytest.mark.parametrize("rules", ["5", "{a: 1}"])
def test_rules_are_a_list(read, rules):
    (found,) = told(read(f"scenarios: {{one: {{rules: {rules}}}}}").findings)
    assert "'rules' is" in found


def test_an_unknown_scenario_is_refused_with_the_one_that_may_be_meant(read):
    with pytest.raises(
        UsageError, match=r"scenarios\.yaml: there is no scenario 'on'; did you mean"
    ):
        read("scenarios: {one: {rules: [{delay: 1s}]}}").named("on")


@pytest.mark.parametrize("text", ["5", "[]", "{}", "{scenarios: 3}", "{scenarios: {a: 1}}", "a: b"])
def test_what_is_no_file_of_scenarios_is_told(read, text):
    assert len(read(text).findings) == 1


def test_a_rule_of_a_request_is_told_by_pointers_and_kept_as_it_was_written(orders):
    bad = parse_rule({"respond": {"status": 700}}, orders, "r1")
    assert (bad.rule, told(bad.findings)) == (
        None,
        ["/respond/status scenario-malformed: 'status' is a status from 200 to 599"],
    )
    value = {"match": {"operation": "getOrder"}, "respond": {"status": 404}, "times": 2}
    good = parse_rule(value, orders, "r2")
    assert (good.findings, good.rule.written, good.rule.label) == ((), value, "rule r2")


def test_a_rule_of_a_request_that_waits_for_a_step_nobody_names_is_told(read, orders):
    courses = read("""\
scenarios:
  paying:
    start: pending
    rules:
      - {when: pending, match: {operation: getOrder}, delay: 1s, then: paid}
""")
    value = {"scenario": "paying", "when": "payed", "match": {"operation": "getOrder"}}
    value["respond"] = {"status": 404}
    parsed = parse_rule(value, orders, "r1", courses)
    sentence = "no rule of 'paying' names the step 'payed'; did you mean 'paid'?"
    assert told(parsed.findings) == [f"/when scenario-match-impossible: {sentence}"]
    assert parsed.rule is not None
    assert parse_rule({**value, "when": "paid"}, orders, "r2", courses).findings == ()
