import json
import shutil
from pathlib import Path

import pytest
from faulty import PATH, create_app, served
from flask import request

PROJECT = Path(__file__).resolve().parents[2]
FAULTS = ("crashes-on-lists", "finds-unknown-ids", "spells-countries-out", "takes-anything")
TOKEN = "s3cret-of-the-test"
INPUT = "negative-data-rejection"


@pytest.fixture(scope="module")
def home(tmp_path_factory, folder_at):
    """The folder, and its findings by their names."""
    folder = folder_at(tmp_path_factory.mktemp("home"))
    shutil.copy(PROJECT / "openapi.yaml", folder.path)
    shutil.copytree(PROJECT / "fixtures", folder.path / "fixtures")
    with served(create_app(*FAULTS)) as url:
        told = folder.call(
            "verify", url, "--profile", "pr", "--format", "json", "-H", f"Authorization: {TOKEN}"
        )
    assert told.returncode == 1, told.stderr
    return folder, {each["replay"]: each for each in json.loads(told.stdout)["findings"]}


def also(findings):
    """What is told with others."""
    return {each["replay"]: each for one in findings.values() for each in one.get("also", ())}


def test_each_finding_has_a_file_of_its_own_that_git_does_not_see(home):
    folder, findings = home
    kept = folder.path / ".mockserver/replays"
    assert {each.stem for each in kept.glob("*.json")} == {*findings, *also(findings)}
    assert also(findings)
    assert (kept / ".gitignore").read_text() == "*\n"
    rules = {each["rule"] for each in findings.values()}
    assert rules >= {"not-a-server-error", "unknown-key-found", "response-schema-conformance"}


def one_of_each(findings):
    """A finding of each rule, as each takes a while."""
    return {finding["rule"]: (name, finding) for name, finding in findings.items()}.values()


def test_a_file_holds_what_was_sent_and_no_credential(home):
    folder, findings = home
    for path in (folder.path / ".mockserver/replays").glob("*.json"):
        text = path.read_text()
        members = json.loads(text)
        assert TOKEN not in text
        finding = {**findings, **also(findings)}[path.stem]
        assert members["recording"] == finding["recording"]
        assert members["recording"]["steps"][-1]["path"].startswith(PATH)


def test_what_is_still_broken_is_1_and_what_is_mended_0(home):
    folder, findings = home
    with served(create_app(*FAULTS)) as broken, served(create_app()) as mended:
        for number, (name, finding) in enumerate(one_of_each(findings)):
            ask = folder.call if number else folder.run
            again = ask("replay", name, broken)
            assert again.returncode == 1, again.stderr
            assert f"{broken}/" in again.stdout
            assert finding["curl"].split("http://")[1].partition("/")[0] not in again.stdout
            assert again.stdout.startswith(f"still failing: {finding['message']}\ncurl ")
            whole = [finding, *finding.get("also", ())]
            assert again.stdout.count("still failing: ") == len(whole)
            fixed = ask("replay", name, mended)
            told = "".join(f"fixed: {each['message']}\n" for each in whole)
            assert (fixed.returncode, fixed.stdout) == (0, told)


def moves_nothing(app, *, moves_cities=False):
    """Have changes leave the moment of change, and reading show another city."""

    @app.after_request
    def after(response):
        is_one = request.path.count("/") > PATH.count("/") and response.status_code == 200
        if is_one and request.method == "PATCH":
            moment = response.json["created_at"]
            response.set_data(json.dumps({**response.json, "updated_at": moment}))
        elif is_one and moves_cities and response.json["address"]:
            moved = {**response.json["address"], "city": "Elsewhere"}
            response.set_data(json.dumps({**response.json, "address": moved}))
        return response

    return app


@pytest.fixture(scope="module")
def unmoved(tmp_path_factory, folder_at):
    """A folder, and the name of a finding: a change leaves the moment of change."""
    folder = folder_at(tmp_path_factory.mktemp("unmoved"))
    shutil.copy(PROJECT / "openapi.yaml", folder.path)
    shutil.copytree(PROJECT / "fixtures", folder.path / "fixtures")
    only = ("--profile", "pr", "--format", "json", "--operation", "updateCustomer")
    with served(moves_nothing(create_app())) as url:
        found = json.loads(folder.call("verify", url, *only).stdout)["findings"]
    return folder, next(each["replay"] for each in found if each["rule"] == "touch-missing")


def test_what_another_fault_comes_before_is_not_called_mended(unmoved):
    folder, name = unmoved
    with served(moves_nothing(create_app(), moves_cities=True)) as url:
        again = folder.call("replay", name, url)
    assert again.returncode == 1, again.stderr
    assert again.stdout.startswith("still failing: PATCH ")


def test_what_comes_each_third_time_only_is_not_called_mended(unmoved):
    folder, name = unmoved
    app, patched = create_app(), []

    @app.after_request
    def seldom(response):
        if request.method == "PATCH" and response.status_code == 200:
            if request.path not in patched:
                patched.append(request.path)
            if len(patched) % 3 == 0:
                moment = response.json["created_at"]
                response.set_data(json.dumps({**response.json, "updated_at": moment}))
        return response

    with served(app) as url:
        again = folder.call("replay", name, url)
    assert again.returncode == 1, again.stderr
    assert len(patched) == 3


def test_nothing_is_said_of_what_another_fault_hides(unmoved):
    folder, name = unmoved
    app = moves_nothing(create_app())

    @app.before_request
    def refuse():
        return ("", 400) if request.method == "PATCH" else None

    with served(app) as url:
        again = folder.call("replay", name, url)
    assert again.returncode == 2
    assert "another fault comes before it: PATCH " in again.stderr
    assert "answered 400 to a request that the document allows" in again.stderr
    assert f"as the document has no way to delete it: 2 of {PATH}; " in again.stderr


def test_nothing_is_said_where_the_operation_is_not_even_asked(unmoved):
    folder, name = unmoved
    app = moves_nothing(create_app())

    @app.after_request
    def silent(response):
        if request.method == "POST":
            response.set_data("")
        return response

    with served(app) as url:
        again = folder.call("replay", name, url)
    assert again.returncode == 2
    assert "the story ended before the operation was asked" in again.stderr


def test_a_cause_is_mended_when_all_that_comes_of_it_is(home):
    folder, findings = home
    name, finding = next((n, f) for n, f in findings.items() if f["rule"] == INPUT and f["also"])
    place = folder.path / ".mockserver/replays" / f"{name}.json"
    first = json.loads(place.read_text())
    harmless = next(f for f in findings.values() if f["rule"] == "unknown-key-found")
    place.write_text(json.dumps({**first, "recording": harmless["recording"]}))
    with served(create_app("takes-anything")) as half:
        told = folder.call("replay", name, half)
    place.write_text(json.dumps(first))
    assert told.returncode == 1
    assert told.stdout.startswith(f"fixed: {finding['message']}\nstill failing: ")


def test_what_a_replay_leaves_is_told(home):
    folder, findings = home
    name = next(n for n, f in findings.items() if f["rule"] == INPUT)
    with served(create_app()) as url:
        told = folder.run("replay", name, url)
    assert told.returncode == 0
    assert "as the document has no way to delete it: " in told.stderr
    assert told.stderr.count(f" of {PATH}; --reset-url or --reset-cmd brings back") == 1


def test_a_name_that_nobody_knows_is_2(home):
    folder, findings = home
    name = next(iter(findings))
    told = folder.call("replay", f"{name[:-1]}z", "http://127.0.0.1:1")
    assert told.returncode == 2
    assert f"there is no recording '{name[:-1]}z'; did you mean" in told.stderr


def test_a_target_that_is_not_there_is_3(home):
    folder, findings = home
    told = folder.call("replay", next(iter(findings)), "http://127.0.0.1:1")
    assert told.returncode == 3
    assert "cannot be reached: the connection was refused" in told.stderr


def test_a_target_that_refuses_everybody_is_not_called_mended(home):
    folder, findings = home
    with served(create_app("404-to-all")) as url:
        told = folder.call("replay", next(iter(findings)), url)
    assert told.returncode == 2
    assert "so nothing can be tested" in told.stderr


def test_nothing_is_written_to_a_stranger(home):
    folder, findings = home
    name = next(each for each, found in findings.items() if "POST" in found["operation"])
    told = folder.call("replay", name, "http://test.invalid")
    assert told.returncode == 2
    assert "--allow-writes lets it" in told.stderr


# Where there was no answer, or always the same


def closes_connections(app):
    """Have an implementation give no answer to changes."""

    @app.before_request
    def drop():
        if request.method == "PATCH":
            request.environ["werkzeug.socket"].shutdown(2)

    return app


def refuses_changes(app):
    """Have it refuse every change for want of a credential."""

    @app.before_request
    def refuse():
        return ({"message": "Who?"}, 403) if request.method == "PATCH" else None

    return app


EXAMPLES = "profiles: {short: {phases: [examples]}}\n"


@pytest.mark.parametrize(
    ("spoil", "rule"), [(closes_connections, "no-answer"), (refuses_changes, "missing-auth")]
)
def test_an_operation_that_never_answers_as_it_should_is_asked_again(
    tmp_path, folder_at, spoil, rule
):
    folder = folder_at(tmp_path)
    shutil.copy(PROJECT / "openapi.yaml", folder.path)
    shutil.copytree(PROJECT / "fixtures", folder.path / "fixtures")
    (tmp_path / "short.yaml").write_text(EXAMPLES)
    with served(spoil(create_app())) as url:
        short = ("--config", "short.yaml", "--profile", "short")
        told = folder.call("verify", url, *short, "--format", "json")
        (finding,) = [each for each in json.loads(told.stdout)["findings"] if each["rule"] == rule]
        again = folder.call("replay", finding["replay"], url)
    assert again.returncode == 1, again.stderr
    assert again.stdout.startswith(f"still failing: {finding['message']}\ncurl -X PATCH ")
    with served(create_app()) as url:
        fixed = folder.call("replay", finding["replay"], url)
    assert (fixed.returncode, fixed.stdout) == (0, f"fixed: {finding['message']}\n"), fixed.stderr
