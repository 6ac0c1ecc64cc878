"""``mockserver diff`` as its users run it: files, git revisions, formats, and agreements."""

import json
import subprocess
from functools import partial

import pytest

DOCUMENT = """\
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    post:
      requestBody:
        content: {application/json: {schema: {$ref: schemas/pet.yaml}}}
      responses: {'201': {description: Made.}}
"""
PET = """\
type: object
required: [name]
properties:
  name: {type: string}
  age: {type: integer, minimum: 0, maximum: 150}
"""
NARROWED = PET.replace("[name]", "[name, age]")
SAID = "request body (application/json): a property is required now: 'age'"
WIDENED = PET.replace("150", "200")


@pytest.fixture
def pets(folder):
    folder.write("base.yaml", DOCUMENT)
    folder.write("schemas/pet.yaml", PET)
    return folder


@pytest.fixture
def repository(pets):
    """The document and its schema in git; both are other ones in the folder."""
    git(pets, "init", "--quiet", "--initial-branch", "main")
    commit(pets)
    pets.write("schemas/pet.yaml", NARROWED)
    return pets


def git(folder, *arguments):
    subprocess.run(
        ("git", "-c", "user.name=T", "-c", "user.email=t@example.com", *arguments),
        cwd=folder.path,
        check=True,
        capture_output=True,
    )


def commit(folder):
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "A state")


def inline(schema):
    members = schema.strip().replace("\n", "\n  ")
    return DOCUMENT.replace("$ref: schemas/pet.yaml", "$ref: '#/components/schemas/Pet'") + (
        f"components:\n  schemas:\n    Pet:\n      {members.replace(chr(10), chr(10) + '    ')}\n"
    )


def test_a_breaking_change_shows_both_places_a_body_and_the_step_and_exits_1(folder):
    folder.write("a.yaml", inline(PET))
    folder.write("b.yaml", inline(NARROWED))
    told = folder.run("diff", "a.yaml", "b.yaml")
    lines = told.stdout.splitlines()
    assert lines[:3] == [
        "POST /pets",
        f"  breaking: {SAID} [request-property-became-required]",
        "      a.yaml:16:9 -> b.yaml:13:24",
    ]
    assert json.loads(lines[3].removeprefix("      for example: ")).keys() == {"name"}
    assert lines[4:] == ["", "1 breaking", "semver: major"]
    assert told.returncode == 1


def test_documents_that_say_the_same_have_no_changes(pets):
    told = pets.call("diff", "base.yaml", "base.yaml")
    assert (told.stdout, told.returncode) == ("no changes\nsemver: none\n", 0)


def test_a_compatible_change_exits_0(folder):
    folder.write("a.yaml", inline(PET))
    folder.write("b.yaml", inline(WIDENED))
    told = folder.call("diff", "a.yaml", "b.yaml")
    assert "compatible: request body (application/json) at /age: a limit is looser" in told.stdout
    assert told.stdout.endswith("1 compatible\nsemver: minor\n")
    assert told.returncode == 0


def test_a_revision_is_read_wholly_from_git(repository):
    told = repository.call("diff", "main:base.yaml", "base.yaml")
    assert "main:schemas/pet.yaml:5:3 -> schemas/pet.yaml:2:18" in told.stdout
    assert told.returncode == 1


def test_both_sides_may_be_revisions(repository):
    commit(repository)
    told = repository.call("diff", "HEAD~1:base.yaml", "HEAD:base.yaml")
    assert "HEAD~1:schemas/pet.yaml:5:3 -> HEAD:schemas/pet.yaml:2:18" in told.stdout


def test_a_revision_with_a_slash_finds_what_it_refers_to(repository):
    git(repository, "branch", "release/1.0")
    told = repository.call("diff", "release/1.0:base.yaml", "base.yaml", "--format", "json")
    change = json.loads(told.stdout)["changes"][0]
    assert change["base"]["file"] == "release/1.0:schemas/pet.yaml"


def test_a_path_that_begins_with_a_dot_counts_from_here(repository):
    repository.path = repository.path / "schemas"
    repository.write("api.yaml", DOCUMENT.replace("schemas/pet.yaml", "pet.yaml"))
    commit(repository)
    told = repository.call("diff", "main:./api.yaml", "api.yaml")
    assert told.stdout == "no changes\nsemver: none\n"


@pytest.mark.parametrize(
    ("base", "said"),
    [
        ("mian:base.yaml", "git knows no revision 'mian'"),
        (
            "main:bsae.yaml",
            "there is no such file in revision 'main'; did you mean 'base.yaml'?",
        ),
        ("bsae.yaml", "bsae.yaml:1:1: there is no such file; did you mean 'base.yaml'?"),
        ("main:", "'main:' names no file of the revision; write it as 'main:api.yaml'"),
        ("https://example.com/api.yaml", "is a URL, but files and git revisions are compared"),
        ("main:../base.yaml", "this leads out of the repository"),
        ("main:schemas/pet.yaml", "main:schemas/pet.yaml:1:1: this is no OpenAPI document"),
    ],
)
def test_what_cannot_be_read_is_one_sentence_and_exit_2(repository, base, said):
    told = repository.call("diff", base, "base.yaml")
    assert said in told.stderr
    assert told.stderr.count("\n") == 1
    assert (told.stdout, told.returncode) == ("", 2)


def test_a_path_that_was_meant_from_here_is_told_as_such(repository):
    repository.path = repository.path / "schemas"
    told = repository.call("diff", "main:pet.yaml", "pet.yaml")
    assert "did you mean 'main:./pet.yaml'? Paths count from the top" in told.stderr
    assert told.returncode == 2


def test_an_agreement_may_name_a_property_by_its_pointer(repository):
    entry = "accepted:\n- {rule: request-property-became-required, reason: x, pointer: POINTER}\n"
    for pointer, code in (("/properties/age", 0), ("/properties/name", 1)):
        repository.write("p.yaml", entry.replace("POINTER", pointer))
        told = repository.call("diff", "main:base.yaml", "base.yaml", "--accepted", "p.yaml")
        assert told.returncode == code, told.stdout


def test_a_revision_outside_of_a_repository_is_told_as_such(pets):
    told = pets.call("diff", "main:base.yaml", "base.yaml")
    assert "'main:base.yaml': there is no such file, and this folder is in no git" in told.stderr
    assert told.returncode == 2


def test_a_machine_without_git_is_told_so(repository):
    told = repository.call("diff", "main:base.yaml", "base.yaml", PATH=str(repository.path))
    assert told.stderr == (
        "mockserver: git is not installed, so no revision can be read; name a file instead\n"
    )
    assert told.returncode == 2


def test_the_json_form_has_verdict_step_places_and_the_body(repository):
    told = repository.call("diff", "main:base.yaml", "base.yaml", "--format", "json")
    found = json.loads(told.stdout)
    assert found == {
        "verdict": "breaking",
        "semver": "major",
        "base": "main:base.yaml",
        "revision": "base.yaml",
        "changes": [
            {
                "file": "schemas/pet.yaml",
                "line": 2,
                "column": 18,
                "rule": "request-property-became-required",
                "severity": "error",
                "message": "request body (application/json): a property is required now: 'age'",
                "pointer": "/properties/age",
                "operation": "POST /pets",
                "operations": ["POST /pets"],
                "verdict": "breaking",
                "base": {"file": "main:schemas/pet.yaml", "line": 5, "column": 3},
                "revision": {"file": "schemas/pet.yaml", "line": 2, "column": 18},
                "counterexample": found["changes"][0]["counterexample"],
            }
        ],
    }
    assert set(found["changes"][0]["counterexample"]) == {"name"}


AGREED = """\
accepted:
- rule: request-property-became-required
  operation: POST /pets
  reason: All clients send the age since May.
  until: 2999-01-01
"""


def test_a_change_that_was_agreed_to_does_not_fail(repository):
    repository.write("contracts/accepted.yaml", AGREED)
    told = repository.call("diff", "main:base.yaml", "base.yaml")
    assert "breaking, accepted: request body" in told.stdout
    assert "accepted: All clients send the age since May. (until 2999-01-01)" in told.stdout
    assert told.stdout.endswith("\n1 accepted\nsemver: major\n")
    assert told.returncode == 0


def test_what_has_no_effect_on_the_comparison_is_told_with_its_line(repository):
    gone = "- {rule: path-removed, operation: GET /dogs, message: dogs, reason: No dog.}\n"
    repository.write("contracts/accepted.yaml", AGREED + gone)
    head = "overlay: 1.0.0\ninfo: {title: O, version: '1'}\nextends: cats.yaml\n"
    repository.write("o.yaml", f"{head}actions: [{{target: $.info, update: {{title: Cats}}}}]\n")
    stale = "'path-removed' in 'GET /dogs' that says 'dogs'; remove this entry"
    unused = "this overlay is for 'cats.yaml' alone, so it changes nothing here"
    call = partial(repository.call, "diff", "main:base.yaml", "base.yaml", "--overlay", "o.yaml")
    told = call()
    assert f"contracts/accepted.yaml:6:3: warning: no change here is {stale}" in told.stdout
    assert f"\no.yaml:3:10: warning: {unused} [overlay-without-effect]\n\n1 accepted" in told.stdout
    assert told.returncode == 0
    found = json.loads(call("--format", "json").stdout)["idle"]
    assert [(each["rule"], each["line"]) for each in found] == [
        ("accepted-stale", 6),
        ("overlay-without-effect", 3),
    ]
    assert f"- `o.yaml:3:10`: {unused}" in call("--format", "markdown").stdout
    assert "::warning file=o.yaml,line=3,col=10," in call("--format", "github").stdout
    call("--report", "sarif=d.sarif")
    sarif = json.loads((repository.path / "d.sarif").read_text(encoding="utf-8"))["runs"][0]
    assert {each["ruleId"] for each in sarif["results"]} > {"accepted-stale"}


def test_an_agreement_ends_on_its_day(repository):
    repository.write("agreed.yaml", AGREED.replace("2999", "2020"))
    told = repository.call("diff", "main:base.yaml", "base.yaml", "--accepted", "agreed.yaml")
    assert "accepted until 2020-01-01 only: All clients send the age since May." in told.stdout
    assert told.returncode == 1


def test_a_verdict_can_be_another_one(repository):
    repository.write("p.yaml", "verdicts: {request-property-became-required: risky}\n")
    told = repository.call("diff", "main:base.yaml", "base.yaml", "--accepted", "p.yaml")
    assert told.stdout.endswith("\n1 risky\nsemver: minor\n")
    assert told.returncode == 0


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ("[]\n", "p.yaml:1:1: a policy is an object with verdicts or accepted"),
        ("accepted: all\n", "p.yaml:1:11: 'accepted' is a list of changes"),
        ("accepted: [all]\n", "an accepted change is an object with rule and reason"),
        (
            "acepted: []\n",
            "p.yaml:1:1: 'acepted' is not a field of a policy; did you mean 'accepted'?",
        ),
        (
            "verdicts: {operation-remved: risky}\n",
            "p.yaml:1:12: 'operation-remved' is not a field of the verdicts; did you mean",
        ),
        ("verdicts: {operation-removed: riski}\n", "'operation-removed' is a verdict: breaking, "),
        ("accepted:\n- rule: path-removed\n", "p.yaml:2:3: an accepted change has a 'reason'"),
        ("accepted:\n- {rule: x, reason: y}\n", "p.yaml:2:10: there is no rule 'x'"),
        (
            "accepted:\n- {rule: path-removed, reason: y, until: soon}\n",
            "p.yaml:2:42: 'until' is a day such as 2027-01-31",
        ),
    ],
)
def test_a_policy_with_a_wrong_word_is_refused_with_its_line(repository, policy, said):
    repository.write("p.yaml", policy)
    told = repository.call("diff", "main:base.yaml", "base.yaml", "--accepted", "p.yaml")
    assert said in told.stderr
    assert told.returncode == 2


OVERLAY = """\
overlay: 1.0.0
info: {title: Ours, version: '1'}
actions:
  - target: $.paths['/pets'].post
    update: {deprecated: true}
"""


def test_overlays_change_both_sides(repository):
    repository.write("ours.yaml", OVERLAY)
    run = repository.call("diff", "main:base.yaml", "base.yaml", "--overlay", "ours.yaml")
    assert (run.returncode, SAID in run.stdout, "deprecated" in run.stdout) == (1, True, False)
    hidden = OVERLAY.replace("update: {deprecated: true}", "remove: true")
    repository.write("ours.yaml", hidden)
    run = repository.call("diff", "main:base.yaml", "base.yaml", "--overlay", "ours.yaml")
    assert (run.returncode, SAID in run.stdout) == (0, False)


def test_what_is_wrong_in_an_overlay_is_told_at_its_own_line(repository):
    repository.write("ours.yaml", OVERLAY.replace("update: {deprecated: true}", "update: 7"))
    run = repository.call("diff", "main:base.yaml", "base.yaml", "--overlay", "ours.yaml")
    assert (run.returncode, run.stderr.startswith("mockserver: ours.yaml:4:")) == (2, True)
