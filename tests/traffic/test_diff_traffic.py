"""diff tells which changes touch what consumers were recorded to use."""

import json
from datetime import date

import pytest
from players import BY_NAME

from mockserver.cli.main import group
from mockserver.diff import Policy, Traffic, diff, usage_of

TODAY = date(2026, 1, 1)
# An edit of the stations' document, and whether the map of stations is touched by it.
EDITS = {
    ("PATH", "  /stations/{stationId}:", "  /sites/{stationId}:"): True,
    ("operation-removed", "    delete:\n", "    x-delete:\n"): True,
    ("request-enum-value-removed", "enum: [land, sea, air]", "enum: [land, air]"): True,
    ("request-limit-tightened", "maxItems: 5", "maxItems: 4"): True,
    ("request-limit-tightened", "maximum: 90}", "maximum: 80}"): False,
    ("request-limit-tightened", "maximum: 90}", "maximum: 1}"): True,
    ("request-limit-tightened", "maxLength: 200", "maxLength: 150"): False,
    ("request-limit-tightened", "maxLength: 200", "maxLength: 8"): True,
    ("request-type-narrowed", "latitude: {type: number", "latitude: {type: integer"): True,
    ("request-null-refused", "altitude: {type: integer, nullable: true",
     "altitude: {type: integer"): False,
    ("request-format-added", "notes: {type: string, nullable: true,",
     "notes: {type: string, nullable: true, format: date,"): True,
    ("parameter-removed", "        - {name: page, in: query", "        - {name: paje, in: query"):
        True,
    ("request-required-property-added", "required: [code, kind, latitude]",
     "required: [code, kind, latitude, region]"): True,
    ("request-property-became-required", "required: [code, kind, latitude]",
     "required: [code, kind, latitude, notes]"): True,
    ("request-property-became-required", "required: [code, kind, latitude]",
     "required: [kind, code, latitude]"): None,
    ("response-property-removed",
     "            createdAt: {type: string, format: date-time, readOnly: true}\n", ""): True,
    ("response-error-removed",
     "        '422': {$ref: '#/components/responses/Invalid'}\n    delete",
     "    delete"): False,
}  # fmt: skip


def compared(players, tmp_path, old, new, **options):
    text = BY_NAME["stations"].document.read_text()
    assert old in text
    revised = text.replace(old, new)
    if "region" in new:
        revised = revised.replace(
            "        code: {type", "        region: {type: string}\n        code: {type"
        )
    (tmp_path / "new.yaml").write_text(revised)
    traffic = Traffic(usage_of([players["stations"].archive]), **options)
    base = str(BY_NAME["stations"].document)
    return diff(base, str(tmp_path / "new.yaml"), Policy(), TODAY, traffic)


@pytest.mark.parametrize(("rule", "old", "new"), EDITS)
def test_a_change_is_told_with_who_uses_what_it_touches(players, tmp_path, rule, old, new):
    found = compared(players, tmp_path, old, new)
    used = EDITS[rule, old, new]
    if used is None:
        assert found.changes == ()
        return
    name = "path-removed" if rule == "PATH" else rule
    change = next(each for each in found.changes if each.change.rule == name)
    assert change.use.is_used == used
    if used:
        assert change.use.counts[0][0] == "stations.har"
        assert "stations.har:" in change.use.place


def test_a_value_that_nobody_sends_may_go(players, tmp_path):
    text = BY_NAME["stations"].document.read_text()
    base, revision = tmp_path / "a.yaml", tmp_path / "b.yaml"
    base.write_text(text.replace("enum: [land, sea, air]", "enum: [land, sea, air, space]"))
    revision.write_text(text)
    traffic = Traffic(usage_of([players["stations"].archive]), spares_unused=True)
    found = diff(str(base), str(revision), Policy(), TODAY, traffic)
    sent = next(e for e in found.changes if e.change.rule == "request-enum-value-removed")
    assert (sent.use.is_used, sent.counts) == (False, False)
    places = {(each.side.value, each.name) for each in sent.change.scopes}
    assert ("parameter", "query kind") in places


@pytest.fixture
def revision(tmp_path):
    text = BY_NAME["stations"].document.read_text()
    path = tmp_path / "new.yaml"
    path.write_text(
        text.replace(
            "'422': {$ref: '#/components/responses/Invalid'}\n    delete", "x-y: 1\n    delete"
        )
    )
    gone = text.replace("  /stations/{stationId}:", "  /sites/{stationId}:")
    (tmp_path / "gone.yaml").write_text(gone)
    return tmp_path


def run(*arguments):
    from click.testing import CliRunner

    told = CliRunner().invoke(group, ["diff", *map(str, arguments)], prog_name="mockserver")
    return told.exit_code, told.stdout


def test_only_what_is_used_decides_the_exit_code_where_that_is_asked_for(players, revision):
    base, har = BY_NAME["stations"].document, players["stations"].archive
    more = base.read_text().replace(
        "components:\n",
        "  /unused:\n    get: {responses: {'200': {description: x}}}\ncomponents:\n",
        1,
    )
    (revision / "more.yaml").write_text(more)
    assert run(revision / "more.yaml", base, "--traffic", har)[0] == 1
    code, told = run(revision / "more.yaml", base, "--traffic", har, "--used-only")
    assert code == 0
    assert "breaking, unused: path /unused: it is gone" in told
    assert "1 unused, 0 touch what traffic uses (stations.har: 17 requests)" in told
    assert run(base, revision / "gone.yaml", "--traffic", har, "--used-only")[0] == 1


@pytest.mark.parametrize("form", ["json", "markdown", "github", "changelog", "text"])
def test_every_form_tells_who_uses_it(players, revision, form):
    base, har = BY_NAME["stations"].document, players["stations"].archive
    _, told = run(base, revision / "gone.yaml", "--traffic", har, "--format", form)
    if form == "json":
        changes = json.loads(told)["changes"]
        gone = next(each for each in changes if each["rule"] == "path-removed")
        assert (gone["used"], list(gone["usedBy"])) == (True, ["stations.har"])
    else:
        assert "stations.har: " in told


def test_used_only_needs_traffic():
    code, _ = run("a.yaml", "b.yaml", "--used-only")
    assert code == 2


def test_an_archive_of_something_else_is_refused(revision, tmp_path):
    har = tmp_path / "other.har"
    har.write_text('{"log": {"entries": []}}')
    base = BY_NAME["stations"].document
    assert run(base, revision / "gone.yaml", "--traffic", har)[0] == 2
