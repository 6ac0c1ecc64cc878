from pathlib import Path
from textwrap import dedent

import pytest

from mockserver.config import read_settings
from mockserver.config.settings import Sourced
from mockserver.config.verify_file import VerifyFile, read_verify_file
from mockserver.config.wishes import read_wishes
from mockserver.errors import ConfigError, DocumentError
from mockserver.verify.plan import PHASES

SETTINGS = read_settings(Path("nowhere"), {}, {})


def read(tmp_path, text, **environment):
    path = tmp_path / "verify.yaml"
    path.write_text(dedent(text), "utf-8")
    return read_verify_file(path, environment)


def wrong(tmp_path, text, **environment):
    """What is wrong with a file: line and sentence of each finding."""
    with pytest.raises(DocumentError) as told:
        read(tmp_path, text, **environment)
    return [(each.origin.line, each.message) for each in told.value.findings]


def test_all_that_a_file_says_is_read(tmp_path):
    found = read(
        tmp_path,
        """\
        profile: smoke
        timeout: 3
        profiles:
          smoke: {phases: [replay], max-time: 5, rate-limit: 10/s}
          bare:
        headers: {X-Tenant: t1, X-Number: 7}
        auth:
          key: k-1
          basic: {username: ci, password: "${PASS}"}
          oauth: {token: {url: /token, json: {a: 1}, at: /token, expires-in: 60}}
        stranger: {auth: {key: k-2}, may: listPets}
        ignored:
        - {operation: GET /health, reason: The gateway answers it.}
        checks:
          too-slow: on
          strict-json: {off: false}
          unsupported-method: {off: true, operation: GET /pets, reason: So be it.}
        """,
        PASS="pass-word",
    )
    assert found.values == {"timeout": Sourced(3.0, f"{tmp_path}/verify.yaml:2:10")}
    assert found.profile.value == "smoke"
    assert found.profiles["smoke"]["phases"].value == ("replay",)
    assert found.profiles["bare"] == {}
    assert found.headers == (("X-Tenant", "t1"), ("X-Number", "7"))
    key, basic, oauth = found.identity
    assert (key.text, basic.text) == ("k-1", "ci:pass-word")
    assert (oauth.request.body, oauth.request.token) == (b'{"a": 1}', "/token")
    assert oauth.request.seconds == 60.0
    assert (found.stranger.identity[0].text, found.stranger.may) == ("k-2", ("listPets",))
    assert [(each.name, each.reason) for each in found.ignored] == [
        ("GET /health", "The gateway answers it.")
    ]
    assert [(each.name, each.operation) for each in found.checks] == [
        ("unsupported-method", "GET /pets")
    ]
    assert found.secrets == ("pass-word",)


def test_a_token_may_be_asked_for_by_any_of_its_methods_and_tell_when_it_ends(tmp_path):
    text = "auth: {k: {token: {url: /t, method: PUT, headers: {A: b}, expires-in: /expires_in}}}\n"
    (proof,) = read(tmp_path, text).identity
    asked = proof.request
    assert (asked.method, asked.expires, asked.seconds) == ("PUT", "/expires_in", None)
    assert (asked.headers, asked.body) == ((("A", "b"),), b"")


@pytest.mark.parametrize("text", ["", "\n", "# nothing yet\n", "---\n"])
def test_a_file_that_is_blank_says_nothing(tmp_path, text):
    assert read(tmp_path, text) == VerifyFile(str(tmp_path / "verify.yaml"))


WRONG = [
    ("profils: {}", 1, "'profils' is not a field of verify.yaml; did you mean 'profiles'?"),
    ("profiles: {pr: {maxtime: 3}}", 1, "not a field of a profile; did you mean 'max-time'?"),
    ("profiles: {pr: 3}", 1, "the profile 'pr' is an object of keys and values"),
    ("timeout: 0", 1, "'timeout' is a number of seconds above 0"),
    ("timeout: true", 1, "'timeout' is a number of seconds above 0"),
    ("timeout: '3'", 1, "'timeout' is a number of seconds above 0"),
    ("a: 1\nb: 2", 2, "'b' is not a field of verify.yaml"),
    ("phases: [lifecicle]", 1, "'phases' is a list of replay, lifecycle"),
    ("rate-limit: 5", 1, "'rate-limit' is a number of requests and its time, such as 100/m"),
    ("shard: 3/2", 1, "'shard' is a part of a whole, such as 2/5"),
    ("proxy: socks5://h", 1, "'proxy' is the URL of a proxy that speaks HTTP"),
    ("headers: {A B: x}", 1, "'A B' is no name of a header"),
    ('headers: {A: "x\\ny"}', 1, "the header 'A' has a text that a header can carry"),
    ("auth: {}", 1, "'auth' is an object of credentials by the name of their scheme"),
    ("auth: {k: {username: u}}", 1, "'k' is a key, a token, {username: ..., password: ...}"),
    ("auth: {k: {token: {form: {}}}}", 1, "a token request has a 'url'"),
    ("auth: {k: {token: {url: /t, form: {}, json: 1}}}", 1, "cannot both be the body"),
    ("stranger: {may: x}", 1, "'stranger' is an object with 'auth' or 'headers'"),
    ("ignored: [{operation: x}]", 1, "this has no 'reason': it is a text that says why"),
    ("checks: {too-slow: off}", 1, "a check is 'on', or off for a reason"),
    ("checks: {too-slow: {off: true}}", 1, "a check that is off has a 'reason'"),
    ("headers:\n  A: ${GONE}", 2, "the environment variable GONE is not set; set it for this run"),
    ("headers:\n  A: ${EMPTY}", 2, "the environment variable EMPTY is empty"),
    ("headers:\n  A: ${A B}", 2, "'${A B}' is no name of a variable"),
    ("[1]", 1, "this is no object with keys and values"),
    ("profiles: 3", 1, "'profiles' is"),
    ("headers: 3", 1, "'headers' is"),
    ("ignored: 3", 1, "'ignored' is"),
    ("ignored: [3]", 1, "an ignored operation is an object with 'operation', 'reason'"),
    ("ignored: [{operation: 3, reason: x}]", 1, "'operation' is"),
    ("checks: [too-slow]", 1, "'checks' is an object"),
    ("checks: {too-slow: 3}", 1, "a check is 'on', or off for a reason"),
    ("checks: {too-slow: {off: 3, reason: x}}", 1, "'off' is"),
    ("checks: {too-slow: {off: true, reason: 3}}", 1, "'reason' is"),
    ("seed: many", 1, "'seed' is"),
    ("seed: true", 1, "'seed' is"),
    ("phases: replay", 1, "'phases' is a list of replay, lifecycle"),
    ("phases: []", 1, "'phases' is a list of replay, lifecycle"),
    ("auth: {k: 3}", 1, "'k' is a key, a token, {username: ..., password: ...}"),
    ("auth: {k: {username: 3, password: p}}", 1, "'username' is a text"),
    ("auth: {k: {token: {url: /t, form: 3}}}", 1, "'form' is"),
    ("auth: {k: {token: {url: /t, method: DELETE}}}", 1, "'method' is"),
    ("auth: {k: {token: {url: /t, at: token}}}", 1, "'at' is"),
    ("auth: {k: {token: {url: /t, expires-in: true}}}", 1, "'expires-in' is"),
    ("auth: {k: {token: {url: /t, expires-in: 0}}}", 1, "'expires-in' is"),
]


@pytest.mark.parametrize(("text", "line", "sentence"), WRONG)
def test_what_is_wrong_is_told_with_its_line(tmp_path, text, line, sentence):
    told = wrong(tmp_path, f"{text}\n", EMPTY="")
    assert any(at == line and sentence in message for at, message in told), told


def test_all_that_is_wrong_is_told_at_once_in_order(tmp_path):
    told = wrong(tmp_path, "timeot: 1\nwait: -1\nheaders: {A: '${X}'}\n")
    assert [line for line, _ in told] == [1, 2, 3]


def test_a_missing_variable_is_told_once(tmp_path):
    assert len(wrong(tmp_path, "auth: {k: '${GONE}'}\n")) == 1


def test_variables_may_have_a_default_and_be_meant_literally(tmp_path):
    text = "headers: {A: 'x-${A:-none}', B: '$${A}', C: '${C:-c}'}\n"
    found = read(tmp_path, text, C="other")
    assert found.headers == (("A", "x-none"), ("B", "${A}"), ("C", "other"))


def wishes(file=None, profile=None, settings=SETTINGS, **flags):
    return read_wishes(
        {name.replace("_", "-"): value for name, value in flags.items()},
        profile,
        file or VerifyFile(),
        settings,
    )


def test_flags_win_over_a_profile_over_the_top_over_defaults(tmp_path):
    file = read(tmp_path, "timeout: 3\nwait: 4\nsettle: 5\nprofiles: {p: {wait: 6, settle: 7}}\n")
    found = wishes(file, "p", settle=8.0)
    assert [found[name] for name in ("timeout", "wait", "settle", "workers")] == [3, 6, 8, 1]
    assert found.source("settle") == "--settle"
    assert found.source("wait").endswith("verify.yaml:4:22")
    assert found.source("workers") == "default"
    assert not found.is_given("workers")


def test_the_environment_wins_over_the_file_and_the_file_over_mockserver_toml(tmp_path):
    (tmp_path / "mockserver.toml").write_text("seed = 2\nmax_time = 3\n", "utf-8")
    file = read(tmp_path, "seed: 4\nmax-time: 5\n")
    settings = read_settings(tmp_path, {"MOCKSERVER_SEED": "6"}, {})
    found = wishes(file, settings=settings)
    assert (found["seed"], found.source("seed")) == (6, "MOCKSERVER_SEED")
    assert found["max-time"] == 5.0
    assert wishes(settings=settings)["max-time"] == 3.0


def test_a_profile_of_ones_own_does_all_phases_unless_it_names_some(tmp_path):
    file = read(tmp_path, "profile: mine\nprofiles: {mine: {workers: 2}, pr: {phases: [replay]}}\n")
    assert (wishes(file).profile, wishes(file)["phases"]) == ("mine", PHASES)
    assert wishes(file, "pr")["phases"] == ("replay",)
    assert "fuzzing" not in wishes(profile="pr")["phases"]


@pytest.mark.parametrize(
    ("flags", "sentence"),
    [
        ({"profile": "nightli"}, "--profile: there is no profile 'nightli'; did you mean 'nightly"),
        ({"workers": 0}, "--workers: 0 is not an integer from 1 on"),
        ({"rate_limit": "5"}, "--rate-limit: '5' is not a number of requests and its time"),
        ({"min_coverage": 101.0}, "--min-coverage: 101.0 is not a number from 0 to 100"),
    ],
)
def test_flags_that_make_no_sense_are_refused(flags, sentence):
    with pytest.raises(ConfigError, match=sentence):
        wishes(profile=flags.pop("profile", None), **flags)
