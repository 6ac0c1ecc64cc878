"""Laws of what people set, in files, variables and flags: it is taken, or refused in a sentence."""

import json
import re
from datetime import date

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from mockserver.cli.header import parse_header
from mockserver.cli.reports import read_deliveries
from mockserver.config import read_settings
from mockserver.config.settings import TABLE
from mockserver.diff.change import Verdict
from mockserver.diff.policy import read_policy
from mockserver.diff.rules import BY_ID
from mockserver.errors import DocumentError, UsageError
from mockserver.finding import Finding, Rule, Severity
from mockserver.source import ReadBefore, parse
from mockserver.transport.base_url import parse_base_url
from mockserver.validate.levels import read_levels

ONE_FOLDER = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None
)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.sampled_from([0.5, 1e308, float("inf")])
    | st.text(max_size=3)
)


def shaped(*words):
    """Values such as a file of some format has them, or nearly."""
    names = st.sampled_from(words) | st.text(max_size=2)
    return st.recursive(
        SCALARS | st.sampled_from(words),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=4),
        max_leaves=10,
    )


RULES = (Rule("a-b", Severity.ERROR, "."), Rule("c", Severity.WARNING, "."))
ERROR = Finding("a-b", Severity.ERROR, "It is.", None, "/paths")
YAML = st.sampled_from(["a-b: {1: off}", "a-b: {[x]: off}", "? {a: b}\n: off", "c: !x y", "a-b: ["])


@given(shaped("a-b", "c", "off", "error", "warning", "*", "/paths/*").map(json.dumps) | YAML)
def test_levels_are_read_or_told_what_is_wrong(text):
    levels = read_levels(parse(text, "rules.yaml"), RULES)
    assert all(each.message and each.origin.line > 0 for each in levels.findings)
    assert len(levels.weighed((ERROR,))) <= 1


KINDS = st.sampled_from(sorted(BY_ID))
POLICIES = shaped(
    *"verdicts accepted rule reason until breaking risky compatible pointer operation".split(),
    *("2027-01-31", *list(BY_ID)[:2]),
)


@ONE_FOLDER
@given(POLICIES | st.dictionaries(st.sampled_from(["accepted", "verdicts"]), POLICIES))
def test_a_policy_is_read_or_told_what_is_wrong(tmp_path, value):
    path = tmp_path / "diff.yaml"
    path.write_text(json.dumps(value), "utf-8")
    try:
        read_policy(path)
    except (DocumentError, UsageError) as error:
        assert str(error).startswith(f"{path}:")


@ONE_FOLDER
@given(st.dictionaries(KINDS, st.sampled_from(Verdict), max_size=4))
def test_a_policy_says_what_was_written(tmp_path, verdicts):
    path = tmp_path / "written.yaml"
    path.write_text(json.dumps({"verdicts": {rule: each.value for rule, each in verdicts.items()}}))
    policy = read_policy(path)
    assert {rule: policy.verdict(rule) for rule in verdicts} == verdicts


NAMES = [each.name for each in TABLE]
WRITTEN = st.dictionaries(
    st.sampled_from(NAMES) | st.text(max_size=4),
    st.sampled_from(
        ["1", "''", "true", "'x'", "[]", "['x']", "{}", "0.5", "nan", "-1", "2027-01-31", "'none'"]
    ),
    max_size=3,
)


@ONE_FOLDER
@given(WRITTEN)
def test_settings_are_those_of_the_file_or_it_is_said_what_is_wrong(tmp_path, written):
    lines = [f"{json.dumps(name)} = {value}" for name, value in written.items()]
    (tmp_path / "mockserver.toml").write_text("\n".join(lines), "utf-8")
    try:
        found = read_settings(tmp_path, {}, {})
    except UsageError as error:
        assert str(error).startswith("mockserver.toml")
        return
    for name in written:
        assert found.source(name) == f"mockserver.toml: {name}"


@ONE_FOLDER
@given(st.dictionaries(st.sampled_from([each.variable for each in TABLE]), st.text(max_size=6)))
def test_variables_are_taken_or_refused_by_name(tmp_path, environment):
    try:
        found = read_settings(tmp_path, environment, {})
    except UsageError as error:
        assert any(str(error).startswith(f"{name}: ") for name in environment)
        return
    of = {each.variable: each.name for each in TABLE}
    assert all(found.source(of[name]) == name for name in environment)


@given(st.text(max_size=12) | st.from_regex(r"[A-Za-z-]{1,4}: ?[ -~]{0,6}", fullmatch=True))
@example("X: a\r\nY: b")
def test_a_header_fits_into_one_line_or_is_refused(text):
    try:
        name, value = parse_header(text)
    except UsageError as error:
        assert str(error).startswith("-H ")
        return
    assert text.partition(":")[0].strip() == name
    assert not {"\r", "\n", "\0"} & {*name, *value}


PIECES = "http:// https:// a.b [::1] [ ] :80 :99999 /v1 / ? # @ \n é % //".split(" ")


@given(st.lists(st.sampled_from(PIECES), max_size=5).map("".join))
def test_a_base_is_a_url_that_paths_go_on_from_or_is_refused(text):
    try:
        base = parse_base_url(text)
    except UsageError as error:
        shown = re.sub(r"(?<=//)[^/?#]*@", "[redacted]@", text)  # whoever it names stays unnamed
        assert str(error).startswith(f"{shown!r} cannot be used")
        return
    assert parse_base_url(base) == base
    assert not base.endswith("/")


REPORTS = st.lists(
    st.sampled_from(["junit", "html", "junk", "=", ",", "a.xml", "b/c", "-", " ", "/"]), max_size=6
).map("".join)


@ONE_FOLDER
@given(st.lists(REPORTS, max_size=3))
def test_reports_are_asked_for_once_each_or_refused(tmp_path, monkeypatch, given_texts):
    monkeypatch.chdir(tmp_path)
    try:
        found = read_deliveries(given_texts, ["junit", "html"])
    except UsageError as error:
        assert str(error).startswith("--report")
        return
    assert {each.name for each in found} <= {"junit", "html"}
    assert len({each.path for each in found}) == len(found)


TEXT = "openapi: 3.1.0\ninfo: {title: x, version: '1'}\npaths:\n" + "".join(
    f"  /p{number}: {{get: {{responses: {{'200': {{description: ok}}}}}}}}\n"
    for number in range(1500)
)


@settings(ONE_FOLDER, max_examples=15)
@given(st.integers(0, 10**6), st.integers(0, 255), st.booleans())
def test_an_entry_that_was_tampered_with_costs_no_more_than_reading(tmp_path, place, byte, cuts):
    reader = ReadBefore(tmp_path / "kept")
    reader.parse(TEXT, "api.yaml")
    (entry,) = (tmp_path / "kept").glob("*.json")
    content = bytearray(entry.read_bytes())
    marks = content.index(b"\n") + 1  # the value before it is our own, and taken as it is
    place = marks + place % (len(content) - marks)
    content[place] = byte
    entry.write_bytes(content[:place] if cuts else content)
    found = reader.parse(TEXT, "api.yaml")
    assert found.root == parse(TEXT, "api.yaml").root
    assert found.origin(("paths", "/p7")).line > 0
    entry.unlink()


def test_a_day_in_a_policy_ends_what_is_accepted(tmp_path):
    path = tmp_path / "diff.yaml"
    path.write_text(f"accepted:\n- {{rule: {min(BY_ID)}, reason: x, until: 2027-01-31}}\n")
    (agreement,) = read_policy(path).agreements
    assert agreement.until == date(2027, 1, 31)
