"""What stands around a run of verify: verify.yaml, baseline, tokens, hooks, proxies, resets."""

import json
import os
import pty
import re
import ssl
import subprocess
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from shutil import which
from urllib.request import Request, urlopen

import pytest
from faulty import create_app
from flask import Response, request
from jsonschema import Draft7Validator
from vault import DOCUMENT, SECRETS, create_vault, served

PROJECT = Path(__file__).resolve().parents[2]
SECRET = {"PASS": SECRETS["first"], "OTHER": SECRETS["second"]}
SETTINGS = """\
auth:
  tokens:
    token:
      url: /token
      form: {grant_type: client_credentials, client_id: first, client_secret: "${PASS}"}
profile: quick
profiles:
  quick: {phases: [lifecycle]}
  share: {phases: [trespass]}
  fuzz: {phases: [coverage]}
  both: {phases: [replay, lifecycle, examples]}
  long: {phases: [lifecycle, examples, coverage]}
  smoke: {phases: [replay]}
  all: {phases: [lifecycle, trespass, examples]}
"""
STRANGER = """\
stranger:
  auth:
    tokens: {token: {url: /token, form: {client_id: second, client_secret: "${OTHER}"}}}
"""
HOOKS = """\
from mockserver.verify.hooks import before


@before("shipOrder")
def paid(client):
    order = client.post("/orders", json={"item": "tea"}).json
    assert client.post(f"/orders/{order['id']}/payment").status == 204
    return {"id": order["id"]}


@before(phase="coverage")
def begun(client):
    assert client.get("/orders", query={"from": "hook"}).status == 200
"""


@pytest.fixture
def vault(folder):
    """A project of the vault's document, with settings."""
    folder.write("openapi.yaml", DOCUMENT)
    folder.write("contracts/verify.yaml", SETTINGS)
    return folder


def verify(folder, url, *arguments, **variables):
    """A run without a process of its own: most of these are over at once."""
    return folder.call("verify", url, "--max-examples", "5", *arguments, **{**SECRET, **variables})


# Tokens


def test_tokens_that_run_out_are_renewed_in_every_phase_and_never_shown(vault):
    vault.write("contracts/hooks.py", HOOKS)
    app = create_vault("shares-lists", uses=9)
    kinds = ("json", "junit", "sarif", "html", "markdown", "github")
    reports = ",".join(f"{kind}=out/{kind}" for kind in kinds)
    vault.write("contracts/verify.yaml", SETTINGS + STRANGER)
    with served(app) as url:
        phases = ("--profile", "nightly", "--max-time", "40", "--update-baseline")
        limits = ("--max-examples", "5")
        told = vault.run("verify", url, *limits, *phases, "--report", reports, **SECRET)
    held = app.extensions["vault"]
    assert told.returncode == 0, told.stdout + told.stderr
    assert len(held.asked) > 20
    assert 202 in held.shipped
    written = [path.read_text("utf-8") for path in vault.path.rglob("*") if path.is_file()]
    for text in (told.stdout, told.stderr, *written):
        assert not any(secret in text for secret in (*SECRETS.values(), *held.tokens))
    assert "record-reached" in (vault.path / "contracts/baseline.yaml").read_text("utf-8")
    schema = json.loads((PROJECT / "tests/report_schemas/sarif-2.1.0.schema.json").read_text())
    sarif = json.loads((vault.path / "out/sarif").read_text("utf-8"))
    assert list(Draft7Validator(schema).iter_errors(sarif)) == []


def test_a_token_that_cannot_be_had_is_told_with_its_line_and_without_the_secret(vault):
    with served(create_vault()) as url:
        told = verify(vault, url, PASS="wrong-secret")
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr == (
        "mockserver: contracts/verify.yaml:3:5: POST /token was answered with 401, so there is no "
        "token to test with\n"
    )


@pytest.mark.parametrize("profile", ["quick", "fuzz"])
def test_a_token_that_is_not_renewed_ends_the_run_and_what_is_left_is_named(vault, profile):
    app = create_vault(uses=20)
    held = app.extensions["vault"]

    @app.before_request
    def refuse():
        return Response(status=503) if request.path == "/token" and held.made else None

    with served(app) as url:
        told = verify(vault, url, "--profile", profile, "--report", "json=told.json")
    assert told.returncode == 2
    assert "POST /token was answered with 503, so there is no token" in told.stderr
    assert held.orders
    assert "left at the target, as it could not be deleted: /orders/" in told.stdout
    left = json.loads((vault.path / "told.json").read_text())["run"]["left"]
    assert set(left) == {f"/orders/{each}" for each in held.orders}


def test_a_variable_that_is_not_set_is_told_with_its_line(vault):
    told = vault.call("verify", "http://127.0.0.1:1", OTHER="x")
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr == (
        "mockserver: contracts/verify.yaml:5:79: the environment variable PASS is not set; set it "
        "for this run\n"
    )


def test_a_scheme_that_the_document_has_not_is_refused(vault):
    vault.write("contracts/verify.yaml", "auth: {token: t-123456}\n")
    told = verify(vault, "http://127.0.0.1:1")
    assert told.returncode == 2
    assert "verify.yaml:1:15: the document has no security scheme 'token'; did you m" in told.stderr


# A second identity


def test_nobody_else_reaches_a_record(vault):
    vault.write("contracts/verify.yaml", SETTINGS + STRANGER)
    faults = ("shares-lists", "shares-reading", "shares-deleting")
    with served(create_vault(*faults)) as url:
        told = verify(vault, url, "--profile", "share", "--format", "json")
        shared = SETTINGS + STRANGER + "  may: [listOrders, 'GET /orders/{id}']\n"
        vault.write("contracts/verify.yaml", shared)
        some = verify(vault, url, "--profile", "share", "--format", "json")
    found, rest = (
        {(each["rule"], each["operation"]) for each in json.loads(one.stdout)["findings"]}
        for one in (told, some)
    )
    operations = ("GET /orders", "GET /orders/{id}", "DELETE /orders/{id}")
    assert (told.returncode, found) == (1, {("record-reached", each) for each in operations})
    assert rest == {("record-reached", "DELETE /orders/{id}")}


@pytest.mark.parametrize(
    ("flags", "why"),
    [
        (("--workers", "3"), "several workers have no mock for it"),
        (("--read-only",), "that writes"),
    ],
)
def test_what_the_second_identity_was_not_asked_for_is_told(vault, flags, why):
    vault.write("contracts/verify.yaml", SETTINGS + STRANGER)
    app = create_vault("shares-reading")
    with served(app) as url:
        told = verify(vault, url, "--profile", "all", *flags)
    assert told.returncode == 0, told.stdout + told.stderr
    assert f"nothing was asked by the second identity (stranger): {why}" in told.stdout
    assert not app.extensions["vault"].orders


def test_what_a_second_identity_has_reached_is_not_sent_again_without_it(vault):
    vault.write("contracts/verify.yaml", SETTINGS + STRANGER)
    with served(create_vault("shares-reading")) as url:
        told = verify(vault, url, "--profile", "share", "--format", "json")
        name = json.loads(told.stdout)["findings"][0]["replay"]
        vault.write("contracts/verify.yaml", SETTINGS)
        again = vault.call("replay", name, url, **SECRET)
    assert again.returncode == 2
    assert "was asked by a second identity, and none is given: 'stranger' in" in again.stderr


def test_who_keeps_others_out_is_not_accused(vault):
    vault.write("contracts/verify.yaml", SETTINGS + STRANGER)
    with served(create_vault()) as url:
        told = verify(vault, url, "--profile", "share")
    assert (told.returncode, told.stdout.splitlines()[-1]) == (0, "no findings")


def test_a_second_identity_that_is_let_in_nowhere_proves_nothing(vault):
    vault.write("contracts/verify.yaml", SETTINGS + "stranger: {headers: {X-Nobody: '1'}}\n")
    with served(create_vault()) as url:
        told = verify(vault, url, "--profile", "share")
    assert told.returncode == 2
    assert "the stranger of verify.yaml proves nothing: GET /orders answered 401" in told.stderr


# Hooks, and settings of Schemathesis


def test_a_hook_that_fails_is_told_with_its_line(vault):
    vault.write("contracts/hooks.py", HOOKS.replace("== 204", "== 999"))
    with served(create_vault()) as url:
        told = verify(vault, url, "--profile", "fuzz")
    assert told.returncode == 2
    said = "contracts/hooks.py:7: paid failed: AssertionError: assert client.post("
    assert told.stderr.splitlines()[-1].startswith(f"mockserver: {said}")


def test_what_a_hook_has_prepared_is_asked_for_in_the_lifecycle_on_fresh_state(vault):
    vault.write("contracts/hooks.py", HOOKS)
    app = create_vault()
    with served(app) as url:
        told = verify(vault, url, "--profile", "quick", "--format", "json")
    assert (told.returncode, json.loads(told.stdout)["findings"]) == (0, []), told.stderr
    assert app.extensions["vault"].shipped.count(202) == 1


READING = """\
from mockserver.verify.hooks import before


@before("getOrder")
def made(client):
    return {"id": client.post("/orders", json={"item": "tea"}).json["id"]}
"""


def test_what_a_hook_has_prepared_is_replayed_and_so_is_what_breaks_there(vault):
    vault.write("contracts/hooks.py", READING)
    refused = create_vault()

    @refused.before_request
    def lose():
        return ("", 404) if request.method == "GET" and "/orders/" in request.path else None

    with served(create_vault()) as url:
        kept = verify(vault, url, "--profile", "smoke")
    with served(refused) as url:
        told = verify(vault, url, "--profile", "smoke", "--format", "json")
        (found,) = json.loads(told.stdout)["findings"]
        again = vault.call("replay", found["replay"], url, **SECRET)
    with served(create_vault()) as url:
        fixed = vault.call("replay", found["replay"], url, **SECRET)
    assert kept.returncode == 0, kept.stdout
    assert (found["rule"], found["operation"]) == ("positive-data-acceptance", "GET /orders/{id}")
    assert (again.returncode, fixed.returncode) == (1, 0), again.stderr + fixed.stderr


def test_a_failure_that_needs_a_hook_is_replayed_with_that(vault):
    """What generated requests have found is sent again in a state that is prepared anew."""
    vault.write("contracts/hooks.py", HOOKS)
    failing = create_vault()

    @failing.after_request
    def crash(response):
        return Response("no", 500) if response.status_code == 202 else response

    with served(failing) as url:
        told = verify(vault, url, "--profile", "fuzz", "--format", "json")
        found = [
            each
            for each in json.loads(told.stdout)["findings"]
            if each["rule"] == "not-a-server-error"
        ]
        again = vault.call("replay", found[0]["replay"], url, **SECRET)
    with served(create_vault()) as url:
        fixed = vault.call("replay", found[0]["replay"], url, **SECRET)
    assert found[0]["operation"] == "POST /orders/{id}/shipment"
    assert (again.returncode, fixed.returncode) == (1, 0), again.stderr + fixed.stderr


@pytest.mark.parametrize("profile", ["quick", "smoke", "fuzz"])
def test_what_hooks_have_made_is_put_away(vault, profile):
    vault.write("contracts/hooks.py", HOOKS + READING.replace(HOOKS.splitlines()[0], ""))
    app = create_vault()
    with served(app) as url:
        told = verify(vault, url, "--profile", profile)
    held = app.extensions["vault"]
    assert (told.returncode, held.orders) == (0, {}), told.stdout
    assert held.made
    assert "left at the target" not in told.stdout


def test_what_hooks_have_made_and_nothing_deletes_is_named(vault):
    kept = re.sub(r"    delete:.*?(?=  /orders/\{id\}/shipment)", "", DOCUMENT, flags=re.DOTALL)
    vault.write("openapi.yaml", kept)
    vault.write("contracts/hooks.py", READING)
    with served(create_vault()) as url:
        told = verify(vault, url, "--profile", "smoke")
    assert told.returncode == 0, told.stdout
    assert "as the document has no way to delete it: 1 of /orders; --reset-url" in told.stdout


def test_what_a_hook_has_made_for_a_failure_that_is_replayed_is_put_away(vault):
    vault.write("contracts/hooks.py", READING)
    failing = create_vault("loses-items")
    with served(failing) as url:
        verify(vault, url, "--profile", "both")
        for each in vault.path.glob(".mockserver/replays/*.json"):
            assert vault.call("replay", each.stem, url, **SECRET).returncode == 1
    assert failing.extensions["vault"].orders == {}


FAILING = """\
from mockserver.verify.hooks import before


@before(phase="{}")
def begun(client):
    client.post("/orders", json={{"item": "tea"}})
    1 / 0
"""


@pytest.mark.parametrize("phase", ["examples", "coverage"])
def test_a_phase_hook_that_fails_leaves_nothing_and_loses_nothing(vault, phase):
    vault.write("contracts/hooks.py", FAILING.format(phase))
    app = create_vault("loses-items")
    with served(app) as url:
        told = verify(vault, url, "--profile", "long", "--report", "junit=out/junit.xml")
    assert told.returncode == 2
    where = "contracts/hooks.py:7: begun failed: ZeroDivisionError: division by zero"
    assert told.stderr.splitlines()[-1] == f"mockserver: {where}"
    assert "[value-differs]" in told.stdout
    assert f"{url}: " in told.stdout
    assert ", seed 1, ended by an error" in told.stdout
    assert "not all was tried: " in told.stdout
    assert "value-differs" in (vault.path / "out/junit.xml").read_text("utf-8")
    assert app.extensions["vault"].orders == {}


def test_what_a_phase_hook_that_fails_has_left_is_named(vault):
    vault.write("contracts/hooks.py", FAILING.format("lifecycle"))
    app = create_vault()

    @app.before_request
    def keep():
        return Response(status=403) if request.method == "DELETE" else None

    with served(app) as url:
        told = verify(vault, url)
    assert told.returncode == 2
    assert "left at the target, as it could not be deleted: /orders/ord00000001" in told.stdout


def test_an_operation_hook_that_fails_loses_nothing(vault):
    vault.write("contracts/hooks.py", HOOKS.replace("    order =", "    1 / 0\n    order ="))
    app = create_vault("loses-items")
    with served(app) as url:
        told = verify(vault, url)
    assert told.returncode == 2
    assert "contracts/hooks.py:6: paid failed: ZeroDivisionError" in told.stderr
    assert "[value-differs]" in told.stdout
    assert app.extensions["vault"].orders == {}


def test_a_hook_for_what_is_not_there_is_refused(vault):
    vault.write("contracts/hooks.py", HOOKS.replace('"shipOrder"', '"shpOrder"'))
    told = verify(vault, "http://127.0.0.1:1")
    sentence = "hooks.py:4: the document has no operation 'shpOrder'; did you mean 'shipOrder'?"
    assert sentence in told.stderr


def test_settings_and_checks_of_schemathesis_are_put_over_ours(vault):
    toml = 'hooks = "mine.py"\nseed = 77\nbase-url = "http://nowhere"\n'
    vault.write("schemathesis.toml", f"{toml}[checks]\nnegative_data_rejection.enabled = false\n")
    check = """\
import schemathesis

@schemathesis.check
def has_no_tea(ctx, response, case):
    assert b"tea" not in response.content, "there is tea"
"""
    vault.write("mine.py", check)
    vault.write("contracts/hooks.py", HOOKS)
    with served(create_vault("takes-anything")) as url:  # modules of one's own stay in a process
        fuzzed = ("--profile", "fuzz", "--max-examples", "5", "--format", "json")
        told = vault.run("verify", url, *fuzzed, **SECRET)
    found = json.loads(told.stdout)["findings"]
    assert {each["rule"] for each in found if each["severity"] == "error"} == {"has-no-tea"}
    assert all(each["seed"] == 1 for each in found if each["severity"] == "error")
    assert any("base-url, seed" in each["message"] for each in found)


HOOK = """\
import schemathesis

@schemathesis.hook
def before_call(context, case, kwargs):
    if case.method == "DELETE":
        raise RuntimeError("x")
"""
CHECK = """\
import schemathesis

@schemathesis.check
def has_no_tea(ctx, response, case):
    1 / 0
"""
FINAL = """\
import schemathesis

@schemathesis.check
class AllReached:
    def after_run(self, ctx):
        assert False, "some were not reached"
"""


@pytest.mark.parametrize(
    ("mine", "where"),
    [
        (HOOK, "mine.py:6: before_call failed: RuntimeError: x"),
        (CHECK, "mine.py:5: has_no_tea failed: ZeroDivisionError: division by zero"),
    ],
    ids=["hook", "check"],
)
def test_a_hook_or_check_of_schemathesis_that_fails_ends_the_run_and_loses_nothing(
    vault, mine, where
):
    vault.write("schemathesis.toml", 'hooks = "mine.py"\n')
    vault.write("mine.py", mine)
    app = create_vault("loses-items")
    with served(app) as url:
        report = ("--profile", "long", "--report", "junit=out/junit.xml")
        told = vault.run("verify", url, *report, "--max-examples", "5", **SECRET)
    assert told.returncode == 2
    mend = "mend it, or take it out of what schemathesis.toml names"
    assert told.stderr.splitlines()[-1] == f"mockserver: {where}; {mend}"
    assert "[value-differs]" in told.stdout
    assert ", seed 1, ended by an error" in told.stdout
    assert "value-differs" in (vault.path / "out/junit.xml").read_text("utf-8")
    assert app.extensions["vault"].orders == {}


def test_a_check_that_judges_the_whole_run_counts(vault):
    vault.write("schemathesis.toml", 'hooks = "mine.py"\n')
    vault.write("mine.py", FINAL)
    with served(create_vault()) as url:
        fuzzed = ("--profile", "fuzz", "--max-examples", "5", "--report", "junit=out/junit.xml")
        told = vault.run("verify", url, *fuzzed, **SECRET)
    assert told.returncode == 1, told.stderr
    assert "The run: some were not reached [AllReached]" in told.stdout
    assert "some were not reached" in (vault.path / "out/junit.xml").read_text("utf-8")


@pytest.mark.parametrize(
    ("mine", "sentence"),
    [
        ("import nothing_so", "mine.py:1: this cannot be loaded: ModuleNotFoundError: No module"),
        ("def f(:", "mine.py:1: this cannot be loaded: SyntaxError: invalid syntax"),
        (
            "import schemathesis\n\n@schemathesis.check\ndef short(response): ...",
            "mine.py:3: a check takes three arguments; write def short(ctx, response, case)",
        ),
    ],
    ids=["import", "syntax", "arguments"],
)
def test_a_file_of_schemathesis_that_cannot_be_used_is_told_with_its_line(vault, mine, sentence):
    vault.write("schemathesis.toml", 'hooks = "mine.py"\n')
    vault.write("mine.py", mine)
    told = vault.run("verify", "http://127.0.0.1:1", "--profile", "fuzz", **SECRET)
    assert (told.returncode, told.stdout) == (2, "")
    assert told.stderr.startswith(f"mockserver: {sentence}")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('hooks = "gone.py"', ": Schemathesis cannot use this: Failed to load"),
        ("[checks.has_no_te]\nenabled = true", ":1: there is no check 'has_no_te'"),
        (
            "[checks.ignored_aut]\nenabled = true",
            ":1: there is no check 'ignored_aut'; did you mean",
        ),
        (
            "[generation]\nmax-exmples = 3",
            ":2: there is no key 'max-exmples' in [generation]; did you mean 'max-examples'?\n",
        ),
        ("[generation]\nmax-examples = ]", ":2:16: this is no TOML: Invalid value\n"),
        ("[generation]\nmax-examples =", ":2: this is no TOML: Invalid value\n"),
    ],
)
def test_settings_that_cannot_be_used_are_told_before_anything_is_sent(vault, said, told):
    vault.write("schemathesis.toml", said)
    refused = verify(vault, "http://127.0.0.1:1", "--profile", "fuzz")
    assert refused.returncode == 2, refused.stderr
    assert refused.stderr.startswith(f"mockserver: schemathesis.toml{told}")


# What counts


def test_what_is_accepted_passes_until_its_day_and_is_told_when_it_is_gone(vault):
    app = create_vault("loses-items")
    with served(app) as url:
        again = verify(vault, url, "--update-baseline")
        path = vault.path / "contracts/baseline.yaml"
        text = path.read_text("utf-8")
        third = verify(vault, url)
        vault.write("contracts/baseline.yaml", text.rstrip("\n") + "\n  until: 2020-01-01\n")
        expired = verify(vault, url)
        anew = verify(vault, url, "--update-baseline")
    vault.write("contracts/baseline.yaml", text)
    with served(create_vault()) as url:
        stale = verify(vault, url)
    codes = [each.returncode for each in (again, third, expired, stale)]
    assert codes == [0, 0, 1, 0], expired.stdout
    assert re.search(
        r"^contracts/baseline\.yaml: written, \d+ findings? added$", again.stdout, re.MULTILINE
    )
    assert "written" not in third.stdout
    assert "contracts/baseline.yaml: accepts" in third.stdout
    assert "was accepted until 2020-01-01; mend it" in expired.stdout
    assert "is not found any more; remove this entry [verify-baseline-stale]" in stale.stdout
    assert anew.returncode == 0
    assert "1 finding whose day was over accepted again, without one" in anew.stdout


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("accepted: [{fingerprint: x}]\n", ":1:12: an accepted finding has a 'reason'"),
        ("accepted: {}\n", ":1:11: 'accepted' is a list of accepted findings"),
        ("accepted: [\n", "contracts/baseline.yaml:"),
    ],
)
def test_a_baseline_that_cannot_be_used_is_told_before_anything_is_sent(vault, text, told):
    vault.write("contracts/baseline.yaml", text)
    refused = verify(vault, "http://127.0.0.1:1")  # where nobody is to be asked
    assert (refused.returncode, refused.stdout) == (2, "")
    assert told in refused.stderr


@pytest.mark.parametrize("text", ["", "\n", "# nothing yet\n", "---\n"])
def test_blank_files_say_nothing(vault, text):
    vault.write("contracts/verify.yaml", text)
    vault.write("contracts/baseline.yaml", text)
    told = verify(vault, "http://127.0.0.1:1")
    assert (told.returncode, told.stdout) == (3, ""), told.stderr


def test_a_check_that_is_off_names_operations_of_the_document(vault):
    rule = "checks: {{value-differs: {{off: true, reason: x, operation: {}}}}}\n"
    vault.write("contracts/verify.yaml", SETTINGS + rule.format("GET /nope"))
    refused = verify(vault, "http://127.0.0.1:1")
    assert refused.returncode == 2
    assert re.search(
        r"contracts/verify\.yaml:\d+:\d+: 'GET /nope': the document has no such operation",
        refused.stderr,
    )
    vault.write("contracts/verify.yaml", SETTINGS + rule.format("'*Order*'"))
    with served(create_vault("loses-items")) as url:
        told = verify(vault, url)
    assert told.returncode == 0, told.stdout
    assert re.search(r"off: value-differs at \*Order\*, [1-9] findings? \(x\)", told.stdout)


def test_operations_and_checks_may_be_left_out_for_a_reason(vault):
    more = "ignored:\n- {operation: listOrders, reason: The gateway has it.}\n"
    more += "checks:\n  value-differs: {off: true, reason: Known since March.}\n"
    vault.write("contracts/verify.yaml", SETTINGS + more)
    with served(create_vault("loses-items")) as url:
        told = verify(vault, url)
    assert told.returncode == 0, told.stdout
    means = ", but called where the records of others need it"
    assert f"not verified: listOrders (The gateway has it.){means}\n" in told.stdout
    assert re.search(r"off: value-differs, \d findings? \(Known since March\.\)", told.stdout)
    assert not re.search("^GET /orders ", told.stdout, re.MULTILINE)


def test_what_is_excluded_is_told_and_that_it_may_be_called_as_a_means(folder):
    folder.write("api.yaml", (PROJECT / "openapi.yaml").read_text("utf-8"))
    folder.write("one.yaml", "profiles: {one: {phases: [lifecycle]}}\n")
    arguments = ("--spec", "api.yaml", "--config", "one.yaml", "--profile", "one")
    excluded = ("--exclude-operation", "createCustomer", "--exclude-operation", "updateCustomer")
    app = create_app()
    with served(app) as url:
        told = folder.call("verify", url, *arguments, *excluded)
        read = folder.call("verify", url, *arguments, *excluded, "--read-only")
    line = "not verified: createCustomer (--exclude-operation)"
    assert f"{line}, but called where the records of others need it\n" in told.stdout
    assert f"{line}\n" in read.stdout


def test_a_check_that_there_is_not_is_refused(vault):
    vault.write("contracts/verify.yaml", "checks: {value-difers: {off: true, reason: x}}\n")
    told = verify(vault, "http://127.0.0.1:1")
    assert "there is no check 'value-difers'; did you mean 'value-differs'?" in told.stderr
    assert told.returncode == 2


def test_too_little_of_what_is_declared_is_a_finding_that_names_the_rest(vault):
    with served(create_vault()) as url:
        told = verify(vault, url, "--min-coverage", "99")
    assert told.returncode == 1
    (line,) = [each for each in told.stdout.splitlines() if "[coverage-low]" in each]
    assert "POST /orders/{id}/shipment 202, POST /orders/{id}/shipment 401" in line


def test_shards_are_parts_of_the_whole_and_an_empty_one_is_no_fault(vault):
    with served(create_vault()) as url:
        first, second = (verify(vault, url, "--shard", f"{each}/2") for each in (1, 2))
    assert (first.returncode, second.returncode) == (0, 0), second.stdout
    assert "shard 1 of 2: 5 of 5 operations" in first.stdout
    assert "shard 2 of 2: 0 of 5 operations" in second.stdout


def test_a_part_without_operations_is_not_green_where_nothing_answers(vault):
    app = create_vault()
    app.before_request_funcs[None].insert(0, lambda: ("", 404))
    with served(app) as url:
        told = verify(vault, url, "--config", "none", "--shard", "2/2")
    assert told.returncode == 2
    assert "was answered with 404, as was all else" in told.stderr
    assert verify(vault, url, "--config", "none", "--shard", "2/2").returncode == 3


def test_several_workers_begin_with_a_target_that_can_be_tested(vault):
    app = create_vault()
    app.before_request_funcs[None].insert(0, lambda: ("", 404))
    with served(app) as url:
        told = verify(vault, url, "--config", "none", "--profile", "pr", "--workers", "3")
    assert told.returncode == 2
    assert "was answered with 404, as was all else" in told.stderr


def test_several_workers_compare_nothing_and_say_so(vault):
    with served(create_vault()) as url:
        told = verify(vault, url, "--profile", "fuzz", "--workers", "3")
    assert told.returncode == 0, told.stdout
    assert "3 workers: nothing was compared with the mock" in told.stdout


def test_what_the_time_cut_off_is_told(folder):
    folder.write("api.yaml", (PROJECT / "openapi.yaml").read_text("utf-8"))
    with served(create_app("slow")) as url:
        told = folder.call("verify", url, "--spec", "api.yaml", "--max-time", "1.5")
    assert "not all was tried: " in told.stdout
    assert "fuzzing, stateful did not begin" in told.stdout


# The way to the target


@pytest.fixture
def proxy():
    """A proxy of HTTP: its URL, and the URLs that were asked of it."""
    asked = []

    class Handler(BaseHTTPRequestHandler):
        def pass_on(self):
            asked.append((self.path, self.headers.get("Proxy-Authorization")))
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length) if length else None
            dropped = ("host", "proxy-authorization", "content-length", "connection")
            lines = {k: v for k, v in self.headers.items() if k.lower() not in dropped}
            answer = _answer(Request(self.path, body, lines, method=self.command))
            self.send_response(answer.status)
            content = answer.read()
            for name, value in answer.headers.items():
                if name.lower() not in ("connection", "transfer-encoding", "content-length"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def __getattr__(self, name):
            if name.startswith("do_"):
                return self.pass_on
            raise AttributeError(name)

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, args=(0.01,)).start()
    yield f"127.0.0.1:{server.server_port}", asked
    server.shutdown()
    server.server_close()


def _answer(request):
    try:
        return urlopen(request)
    except OSError as error:
        return error


def test_all_requests_go_through_the_proxy_that_is_named(vault, proxy):
    address, asked = proxy
    app = create_vault()
    with served(app) as url:
        phases = ("--config", "contracts/verify.yaml", "--profile", "fuzz")
        named = ("--proxy", f"http://ci:p%40ss-word@{address}")
        told = verify(vault, url, *phases, *named, "--operation", "listOrders")
        count = len(asked)
        verify(vault, url, *phases, "--operation", "listOrders", HTTP_PROXY=f"http://{address}")
    assert told.returncode == 0, told.stdout + told.stderr
    assert count > 5
    assert all(each.startswith(f"{url}/") for each, _ in asked)
    assert all(proof and proof.startswith("Basic ") for _, proof in asked)
    assert len(asked) == count, "nothing to this machine goes through the proxy of the environment"
    assert "p%40ss" not in told.stdout + told.stderr


def test_a_rate_is_kept(vault):
    with served(create_vault()) as url:
        told = verify(
            vault, url, "--operation", "listOrders", "--rate-limit", "20/s", "--max-time", "9"
        )
    assert told.returncode == 0
    told = verify(vault, "http://127.0.0.1:1", "--rate-limit", "fast")
    assert "--rate-limit: 'fast' is not a number of requests and its time" in told.stderr


@pytest.mark.parametrize(("uses", "code"), [(10**9, 0), (120, 2)])
def test_a_credential_that_runs_out_is_not_blamed_on_the_service(vault, uses, code):
    app = create_vault(uses=uses)
    app.extensions["vault"].tokens["tok-of-the-test"] = ["first", uses]
    fixed = ("--config", "none", "-H", "Authorization: Bearer tok-of-the-test")
    with served(app) as url:
        told = verify(vault, url, *fixed, "--profile", "pr")
    assert told.returncode == code, told.stdout + told.stderr
    is_told = "the credentials were taken when the run began, and are refused at its end"
    assert (is_told in told.stderr) is bool(code)
    assert "tok-of-the-test" not in told.stdout + told.stderr


@pytest.mark.parametrize(("key", "code"), [("token", 0), ("tok-1-of-the-test", 1)])
def test_a_key_that_is_a_word_may_stand_in_a_refusal(vault, key, code):
    app = create_vault()
    app.extensions["vault"].tokens[key] = ["first", 10**9]

    @app.after_request
    def tell(response):
        if response.status_code == 401:
            response.set_data(f'{{"error": "this is not {key}"}}')
        return response

    fixed = ("--config", "none", "-H", f"Authorization: Bearer {key}", "--profile", "pr")
    with served(app) as url:
        told = verify(vault, url, *fixed)
    assert told.returncode == code, told.stdout + told.stderr
    assert ("[secret-leaked]" in told.stdout) is bool(code)


def openssl(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)


@pytest.mark.skipif(not which("openssl"), reason="there is no openssl to make certificates with")
def test_a_client_proves_itself_with_a_certificate_in_every_phase(vault):
    curve = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1")
    certificate = ("req", "-x509", *curve, "-nodes", "-days", "2")
    for name in ("server", "client"):
        named = ("-subj", f"/CN={name}", "-addext", "subjectAltName=IP:127.0.0.1")
        openssl(vault.path, *certificate, *named, "-out", f"{name}.pem", "-keyout", f"{name}.key")
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH, cafile=vault.path / "client.pem")
    context.load_cert_chain(vault.path / "server.pem", vault.path / "server.key")
    context.verify_mode = ssl.CERT_REQUIRED
    with served(create_vault(), context) as url:
        files = ("--cacert", "server.pem", "--cert", "client.pem", "--key", "client.key")
        phases = ("--profile", "both", "--operation", "listOrders")
        told = verify(vault, url, *phases, *files)
        unknown = verify(vault, url, *phases, *files[:2])
        untrusted = verify(vault, url, *phases, *files[2:])
        taken = verify(vault, url, *phases, *files[2:], "--insecure")
    assert told.returncode == taken.returncode == 0, told.stdout + told.stderr
    assert (unknown.returncode, untrusted.returncode) == (3, 3)
    assert "its certificate is not trusted" in untrusted.stderr
    assert "--cert and --key" in unknown.stderr
    gateway, refusal = create_vault(), ("<p>No required SSL certificate was sent</p>", 400)
    gateway.before_request_funcs[None].insert(0, lambda: refusal)
    context.verify_mode = ssl.CERT_NONE  # who is not known is told so in HTTP, as by nginx
    with served(gateway, context) as url:
        late = verify(vault, url, "--config", "none", "--profile", "pr", *files[:2])
        other = verify(vault, url, "--config", "none", "--profile", "pr", *files)
    assert (late.returncode, other.returncode) == (2, 2)
    assert "wants a certificate of whoever asks. --cert and --key name the files." in late.stderr
    assert "does not take the certificate in client.pem (--cert)." in other.stderr


@pytest.mark.parametrize("flag", ["--cert", "--key", "--cacert"])
def test_a_file_of_certificates_that_is_not_there_is_told(vault, flag):
    told = verify(vault, "http://127.0.0.1:1", flag, "gone.pem")
    assert (told.returncode, told.stderr) == (
        2,
        "mockserver: gone.pem cannot be read: No such file or directory\n",
    )


def test_a_file_of_certificates_is_told_with_the_line_that_names_it(vault):
    vault.write("contracts/other.yaml", "# Who asks\ncert: gone.pem\nkey: gone.key\n")
    told = verify(vault, "http://127.0.0.1:1", "--config", "contracts/other.yaml")
    assert told.returncode == 2
    assert told.stderr.startswith("mockserver: contracts/other.yaml:2:7: gone.pem cannot be read:")


# Whose records they are


ORDERS = "records:\n- {id: ord-1, item: tea}\n- {id: ord-2, item: milk}\n"


@pytest.mark.parametrize("way", ["url", "command"])
def test_a_target_is_reset_before_the_run_and_before_fuzzing(vault, way):
    app = create_vault()
    held = app.extensions["vault"]
    held.orders["old"] = {"id": "old", "item": "old", "owner": "first"}
    with served(app) as url:
        code = f"import urllib.request as r; r.urlopen(r.Request('{url}/__reset', method='POST'))"
        ways = {
            "url": ("--reset-url", "/__reset"),
            "command": ("--reset-cmd", f'{sys.executable} -c "{code}"'),
        }
        told = verify(vault, url, "--profile", "both", *ways[way])
    assert told.returncode == 0, told.stdout + told.stderr
    assert held.resets == 2
    assert "old" not in held.orders


def test_a_command_that_resets_is_one_of_the_shell(vault):
    with served(create_vault()) as url:
        asked = ("--profile", "smoke", "--reset-cmd", "echo here > marker && cat marker >> marks")
        told = verify(vault, url, *asked)
    assert told.returncode == 0, told.stdout + told.stderr
    assert (vault.path / "marks").read_text() == "here\n"


def test_a_reset_that_fails_ends_the_run(vault):
    with served(create_vault()) as url:
        unknown = verify(vault, url, "--reset-cmd", "no-such-command")
        nowhere = verify(vault, url, "--reset-url", "http://127.0.0.1:1/reset")
        told = verify(vault, url, "--reset-url", "/gone")
        failed = verify(vault, url, "--reset-cmd", f"{sys.executable} -c 'raise SystemExit(3)'")
        both = verify(vault, url, "--reset-url", "/gone", "--adopt")
    assert (told.returncode, failed.returncode, both.returncode) == (2, 2, 2)
    assert "--reset-url /gone: POST was answered with 40" in told.stderr
    assert "failed with 3" in failed.stderr
    assert (unknown.returncode, "not found" in unknown.stderr) == (2, True)
    assert nowhere.returncode == 3
    assert "--reset-url http://127.0.0.1:1/reset: http://127.0.0.1:1 cannot be" in nowhere.stderr
    assert "reset-url (--reset-url) and adopt (--adopt) rule each other out" in both.stderr


def test_a_run_that_only_reads_resets_nothing(vault):
    app = create_vault()
    with served(app) as url:
        told = verify(vault, url, "--profile", "both", "--read-only", "--reset-url", "/__reset")
    assert told.returncode == 0, told.stdout + told.stderr
    assert app.extensions["vault"].resets == 0


def test_records_that_are_there_are_adopted_and_stay(vault):
    vault.write("fixtures/orders.yaml", ORDERS)
    app = create_vault()
    held = app.extensions["vault"]
    for key in ("live-1", "live-2"):
        held.orders[key] = {"id": key, "item": "salt", "owner": "first"}
    with served(app) as url:
        told = verify(vault, url, "--profile", "both", "--adopt", "--format", "json")
        bare = verify(vault, url, "--profile", "smoke", "--format", "json")
    assert told.returncode == 0, told.stdout
    assert not any("knows none" in each["message"] for each in json.loads(told.stdout)["findings"])
    assert {"live-1", "live-2"} <= held.orders.keys()
    assert "knows none of the first records" in json.loads(bare.stdout)["findings"][0]["message"]


def test_nothing_is_written_where_only_reading_is_wanted(vault):
    app = create_vault()
    with served(app) as url:
        told = verify(vault, url, "--profile", "both", "--read-only")
    held = app.extensions["vault"]
    assert (held.made, held.shipped) == (0, [])
    assert "Only what reads was tested, as --read-only asks" in told.stdout
    assert "--allow-writes" not in told.stdout


# Overlays


def test_an_overlay_changes_the_document_first(vault):
    overlay = """\
overlay: 1.0.0
info: {title: O, version: '1'}
actions:
- target: $.paths['/orders/{id}/shipment']
  remove: true
- target: $.components.schemas.Order.properties.item
  update: {pattern: '^[0-9]+$'}
"""
    vault.write("overlay.yaml", overlay)
    with served(create_vault()) as url:
        told = verify(vault, url, "--overlay", "overlay.yaml", "--format", "json")
    assert (told.returncode, told.stdout[:1]) == (1, "{"), told.stderr[-1500:]
    found = json.loads(told.stdout)["findings"]
    assert "response-schema-conformance" in {each["rule"] for each in found}
    assert not any("shipment" in each["message"] for each in found)


def test_an_overlay_of_another_document_is_told(vault):
    overlay = "overlay: 1.0.0\ninfo: {title: O, version: '1'}\nextends: other.yaml\n"
    overlay += "actions: [{target: $.info, remove: true}]\n"
    vault.write("overlay.yaml", overlay)
    with served(create_vault()) as url:
        told = verify(vault, url, "--overlay", "overlay.yaml", "--profile", "pr")
    assert "overlay.yaml:3:10: warning: this overlay is for 'other.yaml' alone" in told.stderr


# Changes that take a while


def test_a_change_that_is_seen_a_little_later_is_waited_for(vault):
    app, seen = create_vault(), set()

    @app.before_request
    def lag():
        is_first = request.method == "GET" and request.path not in seen
        seen.add(request.path) if request.path.startswith("/orders/ord") else None
        return ("", 404) if is_first and request.path in seen else None

    with served(app) as url:
        patient = verify(vault, url, "--profile", "quick", "--settle", "2")
        hasty = verify(vault, url, "--profile", "quick", "--format", "json")
    assert patient.returncode == 0, patient.stdout
    rules = {
        each["rule"] for each in json.loads(hasty.stdout)["findings"] if each["severity"] == "error"
    }
    assert (hasty.returncode, "record-lost" in rules) == (1, True), rules


# At a terminal


def test_a_terminal_is_shown_a_bar_with_live_counts(vault):
    master, slave = pty.openpty()
    with served(create_vault()) as url:
        process = subprocess.Popen(
            [sys.executable, "-m", "mockserver", "verify", url],
            cwd=vault.path,
            env={**os.environ, **SECRET, "TERM": "xterm", "COLUMNS": "120"},
            stdout=subprocess.PIPE,
            stderr=slave,
        )
        os.close(slave)
        shown = b""
        while True:
            try:
                part = os.read(master, 65536)
            except OSError:
                break
            if not part:
                break
            shown += part
        report = process.communicate(timeout=60)[0].decode()
    os.close(master)
    text = re.sub(rb"\x1b\[[0-9;?]*[A-Za-z]", b"", shown).decode()
    assert process.returncode == 0, report
    assert re.search(r"lifecycle +[━╸╺ ]+ \d\d+ requests 0 failures +0:00", text), text[-500:]
    assert "lifecycle: no failures" in text
    assert report.splitlines()[-1] == "no findings"
