"""Laws of the files that people write or keep: nothing in them ends in more than a finding."""

import json
from datetime import date

import pytest
from builder import spec
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mockserver.config.verify_file import read_verify_file
from mockserver.errors import DocumentError, UsageError
from mockserver.finding import Finding, Rule, Severity
from mockserver.journal.har_reading import read_har
from mockserver.scenario import read_scenarios
from mockserver.scenario.delay import read_delay, read_duration
from mockserver.source import parse
from mockserver.source.written import Unfit, Written
from mockserver.validate import baseline as accepted
from mockserver.verify.baseline import is_acceptable, read_baseline

ONE_FOLDER = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
ORIGIN = "openapi: 3.1.0\npaths: {/pets: {get: {operationId: pets, tags: [a]}}}\n"
SPEC = spec(ORIGIN)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([1e308, float("inf"), float("nan"), 0.5, -0.0])
    | st.text(max_size=3)
)


def shaped(*words):
    """Values such as a file of some format has them, or nearly."""
    leaves = SCALARS | st.sampled_from([*words, "", "1s", "200", "pets", "GET /pets", "/pets"])
    names = st.sampled_from(words) | st.text(max_size=2)
    return st.recursive(
        leaves,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
        max_leaves=12,
    )


def is_told(error):
    """Every finding has its sentence and its line."""
    return all(each.message and each.origin and each.origin.line > 0 for each in error.findings)


# --- archives

URLS = st.sampled_from(["http://a/b?c=d", "/b", "http://[", "x:", "http://a:99999/", "\ud800"])
FIELDS = st.lists(
    st.fixed_dictionaries({}, optional={"name": SCALARS, "value": SCALARS}) | SCALARS, max_size=2
)
CONTENT = st.fixed_dictionaries(
    {},
    optional={
        "text": SCALARS | st.just("YQ=="),
        "encoding": SCALARS | st.just("base64"),
        "mimeType": SCALARS | st.just("multipart/form-data"),
        "params": FIELDS,
        "size": SCALARS,
        "_file": SCALARS | st.sampled_from(["../x", "/etc/passwd", "nothing", "a\0b", "", "."]),
    },
)
ENTRIES = st.fixed_dictionaries(
    {},
    optional={
        "startedDateTime": SCALARS | st.sampled_from(["2024-01-01T00:00:00Z", "0001-01-01"]),
        "time": SCALARS,
        "request": SCALARS
        | st.fixed_dictionaries(
            {"method": SCALARS | st.just("GET"), "url": URLS | SCALARS},
            optional={"headers": FIELDS, "queryString": FIELDS, "cookies": FIELDS}
            | {"postData": CONTENT | SCALARS},
        ),
        "response": SCALARS
        | st.fixed_dictionaries(
            {"status": st.just(200) | SCALARS},
            optional={"headers": FIELDS, "content": CONTENT | SCALARS},
        ),
    },
)


@ONE_FOLDER
@given(st.lists(ENTRIES, min_size=1, max_size=2), st.sampled_from(["", "http://a"]))
@example([{"request": {"method": "GET", "url": "/"}, "response": {"status": float("inf")}}], "")
def test_an_entry_of_an_archive_is_an_exchange_or_named(tmp_path, entries, base_url):
    path = tmp_path / "a.har"
    path.write_text(json.dumps({"log": {"entries": entries}}), "utf-8")
    try:
        found = read_har(path, base_url)
    except UsageError as error:
        assert str(error).startswith(f"{path}:1: entry ")
    else:
        assert all(isinstance(each.response.status, int) for each in found)


PIECES = st.lists(
    st.sampled_from(
        '{ } [ ] : , " \\ "log" "entries" 1 null \n é \ud800 "log":{ "entries":['.split(" ")
    )
).map("".join)


@ONE_FOLDER
@given(PIECES.map(lambda text: text.encode(errors="surrogatepass")) | st.binary(max_size=20))
@example(b'{"log": {"entries": ' + b"[" * 100_000)
@example(b'{"log": {"entries": [' + b'{"a":' * 100_000)
def test_whatever_a_file_holds_it_is_an_archive_or_refused(tmp_path, text):
    path = tmp_path / "a.har"
    path.write_bytes(text)
    try:
        read_har(path)
    except UsageError as error:
        assert str(error).startswith(str(path))


# --- scenarios

SCENARIOS = shaped(
    *"scenarios rules match operation method path query headers body parameters".split(),
    *"tag respond status example delay fault after times when set step start name".split(),
    *"value json not any min max mean deviation".split(),
    *"distribution description undeclared template cookies".split(),
)


@ONE_FOLDER
@given(SCENARIOS | st.dictionaries(st.just("scenarios"), SCENARIOS))
def test_a_file_of_scenarios_is_read_or_told_what_is_wrong(tmp_path, value):
    path = tmp_path / "scenarios.yaml"
    path.write_text(json.dumps(value), "utf-8")
    found = read_scenarios(path, SPEC)
    assert is_told(found)


DURATIONS = st.text(st.sampled_from("0123456789.²٣ msh-+e"), max_size=6) | st.integers(-1, 1)


@given(DURATIONS | SCALARS)
@example("9" * 400 + "h")
@example("1" * 5000 + "s")
def test_a_duration_is_seconds_or_none(value):
    try:
        seconds = read_duration(Written(value))
    except Unfit:
        return
    assert seconds >= 0


@given(
    st.sampled_from([1, 2.5, 20, 300]),
    st.sampled_from([("ms", 0.001), ("s", 1), ("m", 60)]),
    st.sampled_from(["", " "]),
)
def test_a_duration_counts_in_its_unit(number, unit, space):
    name, seconds = unit
    assert read_duration(Written(f"{number}{space}{name}")) == pytest.approx(number * seconds)


@given(
    st.dictionaries(
        st.sampled_from(["min", "max", "mean", "deviation", "distribution", "x"]),
        DURATIONS | SCALARS | st.sampled_from(["1s", "2s", "normal", "lognormal", "11m"]),
    )
)
def test_a_delay_has_its_ends_in_order_or_is_told_what_is_wrong(value):
    written = Written(value)
    try:
        delay = read_delay(written)
    except Unfit:
        return
    assert written.findings or 0 <= delay.low <= delay.high <= 600


# --- verify files and their baselines

VERIFY = shaped(
    *"profile profiles headers auth checks ignore operation reason until phases".split(),
    *"seed timeout accepted fingerprint rule max-time rate-limit base-url reset".split(),
    *("smoke", "${NAME}", "${", "$"),
    "2027-01-31",
)


@ONE_FOLDER
@given(VERIFY)
def test_a_verify_file_is_read_or_told_what_is_wrong(tmp_path, value):
    path = tmp_path / "verify.yaml"
    path.write_text(json.dumps(value), "utf-8")
    try:
        read_verify_file(path, {"NAME": "x"})
    except DocumentError as error:
        assert is_told(error)


@ONE_FOLDER
@given(VERIFY | st.dictionaries(st.just("accepted"), st.lists(VERIFY, max_size=3), min_size=1))
def test_a_baseline_of_verify_is_read_or_told_what_is_wrong(tmp_path, value):
    path = tmp_path / "baseline.yaml"
    path.write_text(json.dumps(value), "utf-8")
    try:
        read_baseline(path)
    except DocumentError as error:
        assert is_told(error)


FINDINGS = st.builds(
    Finding,
    rule=st.text(min_size=1, max_size=5),
    severity=st.just(Severity.ERROR),
    message=st.text(max_size=5),
    pointer=st.text(max_size=5),
    operation=st.text(max_size=8),
)


@ONE_FOLDER
@given(st.lists(FINDINGS, max_size=4), st.lists(FINDINGS, max_size=2), st.text(max_size=4))
def test_what_a_baseline_of_verify_was_written_with_it_accepts(tmp_path, first, later, profile):
    path = tmp_path / "written.yaml"
    path.unlink(missing_ok=True)
    day = date(2027, 1, 1)
    for found in (first, [*first, *later], later):
        text = read_baseline(path).updated(found, profile, day, lambda _: True)
        path.write_text(text, "utf-8")
        weighed = read_baseline(path).weighed(found, day, lambda _: True)
        assert weighed.findings == tuple(each for each in found if not is_acceptable(each))


# --- the baseline of validate

KNOWN = (Rule("a-b", Severity.ERROR, "."), Rule("c", Severity.WARNING, "."))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)


@given(st.sets(st.tuples(TEXTS, st.sampled_from(["a-b", "c"]), TEXTS), max_size=4))
@example({("a\x85b", "c", "\x7f\u2028\ufeff\t\0")})
def test_a_baseline_of_validate_is_read_as_it_was_written(entries):
    document = parse(accepted.written(entries), "baseline.yaml")
    found = accepted.read_baseline(document, KNOWN)
    assert set(found.entries) == entries
    assert found.findings == ()


@given(shaped("a-b", "c", "openapi.yaml", "/x"))
def test_a_baseline_of_validate_is_read_or_told_what_is_wrong(value):
    document = parse(json.dumps(value), "baseline.yaml")
    assert is_told(accepted.read_baseline(document, KNOWN))


# --- overlays

TARGETS = st.lists(
    st.sampled_from(
        [
            "$",
            ".",
            "..",
            "*",
            "[0]",
            "[-1]",
            "['tags']",
            "[?(@.name=='a')]",
            "[?@.n>1]",
            "paths",
            "tags",
            "[",
            "]",
            "info",
            "[1:]",
            "[::0]",
            "['a','a']",
            "@",
            "'",
            "[0,0]",
            "é",
        ]
    ),
    max_size=4,
).map(lambda pieces: "$" + "".join(pieces))
ACTIONS = st.lists(
    st.fixed_dictionaries(
        {"target": TARGETS | SCALARS},
        optional={"update": shaped("name", "tags"), "remove": st.booleans() | SCALARS},
    ),
    min_size=1,
    max_size=3,
)
DOCUMENT = json.dumps(
    {"openapi": "3.1.0", "info": {"title": "a", "n": 2}, "tags": [{"name": "a"}, {"name": "b"}]}
    | {"paths": {"/a": {"get": {"tags": ["a"]}}}}
)


@settings(max_examples=120, deadline=None)
@given(ACTIONS)
@example([{"target": "$.tags[0,0]", "remove": True}, {"target": "$.tags[0]", "remove": True}])
@example([{"target": "$..*", "remove": True}, {"target": "$", "update": {"x": {}}}])
def test_an_overlay_is_applied_or_told_what_is_wrong(actions):
    pytest.importorskip("jsonpath")
    from mockserver.source.overlay import overlaid, read_overlay

    head = {"overlay": "1.0.0", "info": {"title": "a", "version": "1"}}
    try:
        overlay = read_overlay(parse(json.dumps({**head, "actions": actions}), "overlay.json"))
    except DocumentError as error:
        assert is_told(error)
        return
    before = parse(DOCUMENT, "openapi.json")
    after = overlaid(before, [overlay])
    assert all(each.message and each.origin for each in after.faults)
    assert before.root == json.loads(DOCUMENT)
    _each_place_has_a_line(after, after.root, ())


def _each_place_has_a_line(document, value, place):
    assert document.origin(place).line > 0
    if isinstance(value, dict | list):
        for token, below in value.items() if isinstance(value, dict) else enumerate(value):
            _each_place_has_a_line(document, below, (*place, token))
