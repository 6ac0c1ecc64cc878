"""What an order of verify becomes: nothing is sent for it."""

import pytest
from builder import spec

from mockserver.config import read_settings
from mockserver.config.approach import target_of
from mockserver.config.planning import Order, assignment
from mockserver.config.verify_file import read_verify_file
from mockserver.config.wishes import read_wishes
from mockserver.errors import ConfigError, UsageError

DOCUMENT = """\
openapi: 3.1.0
info: {title: Books, version: '1'}
security: [{tls: []}]
paths:
  /books:
    get: {responses: {'200': {description: They.}}}
components:
  securitySchemes: {tls: {type: mutualTLS}, token: {type: http, scheme: bearer}}
"""
URL = "http://127.0.0.1:9"


@pytest.fixture
def planned(tmp_path, monkeypatch):
    """The plan of flags, in a folder with a document and what is written beside it."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "openapi.yaml").write_text(DOCUMENT)

    def planned(written=None, **flags):
        for name, text in (written or {}).items():
            (tmp_path / name).parent.mkdir(exist_ok=True)
            (tmp_path / name).write_text(text)
        order = Order(URL, read_settings(tmp_path, {}, {}), flags)
        return assignment(order, {}).plan

    return planned


def test_hooks_that_lie_where_they_usually_do_are_heeded_unless_none_are_wanted(planned):
    usual = {"contracts/hooks.py": "raise RuntimeError('they were read')\n"}
    with pytest.raises(UsageError, match="they were read"):
        planned(usual)
    assert planned(hooks="none").hooks is None
    with pytest.raises(UsageError, match="there is no such file of hooks"):
        planned(hooks="other.py")


def test_where_all_that_was_chosen_writes_nothing_is_begun_that_may_not(planned, monkeypatch):
    writing = DOCUMENT.replace("get: {", "post: {operationId: add, ")
    with pytest.raises(UsageError, match=r"all that was chosen writes, .*: --read-only asks"):
        planned({"openapi.yaml": writing}, **{"read-only": True})
    monkeypatch.setattr(f"{__name__}.URL", "http://192.0.2.1")
    with pytest.raises(UsageError, match="is beyond this machine; --allow-writes, --adopt or a r"):
        planned({"openapi.yaml": writing})
    assert planned({"openapi.yaml": writing}, **{"allow-writes": True}).read_only is False


@pytest.mark.parametrize(
    ("without", "proxy"),
    [("192.0.2.0/24", ""), ("192.0.2.1", ""), ("example.org", "http://127.0.0.1:8")],
)
def test_a_proxy_is_not_asked_for_what_is_in_a_network_without(
    planned, monkeypatch, without, proxy
):
    monkeypatch.setattr(f"{__name__}.URL", "http://192.0.2.1")
    for name in ("http_proxy", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:8")
    for name in ("no_proxy", "NO_PROXY"):
        monkeypatch.setenv(name, without)
    assert planned().way.proxy == proxy


def test_settings_of_schemathesis_are_not_judged_where_none_of_its_phases_is_wanted(planned):
    own = {"schemathesis.toml": "[checks]\nno_such_check.enabled = false\n"}
    plan = planned(own, phases=("replay",))
    assert plan.own.values == {"checks": {"no_such_check": {"enabled": False}}}


@pytest.mark.parametrize(
    ("scheme", "sentence"),
    [
        ("tls", "verify.yaml:1:13: 'tls' is mutualTLS, which no text proves; use 'cert' and 'key'"),
        ("tokn", "no security scheme 'tokn'; did you mean 'token'"),
    ],
)
def test_a_credential_that_no_scheme_can_take_is_refused(tmp_path, scheme, sentence):
    (tmp_path / "verify.yaml").write_text(f"auth: {{{scheme}: text}}\n")
    file = read_verify_file(tmp_path / "verify.yaml", {})
    wishes = read_wishes({}, None, file, read_settings(tmp_path, {}, {}))
    with pytest.raises(ConfigError, match=sentence):
        target_of(URL, (), file, wishes, spec(DOCUMENT))
