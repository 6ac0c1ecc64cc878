import pytest
from schemathesis.config import SchemathesisConfig

from mockserver.verify.fuzz.plan import FuzzPlan, settings


def plan(**options):
    return FuzzPlan("http://h", {}, "d.yaml", **options)


def test_the_settings_are_those_that_schemathesis_knows():
    known = {"path_values": {"id": ("a", 1)}, "max_failures": 3, "headers": (("X-A", "1"),)}
    config = SchemathesisConfig.from_dict(settings(plan(**known, seed=5)))
    assert (config.seed, config.max_failures, config.max_time) == (5, 3, None)
    assert config.cache.enabled is False
    assert config.projects.default.headers == {"X-A": "1"}


def test_nothing_in_the_plan_is_taken_for_an_environment_variable(monkeypatch):
    monkeypatch.setenv("HOME", "wrong")
    headers = (("X-A", "$${HOME} ${HOME} $HOME ${"),)
    config = SchemathesisConfig.from_dict(settings(plan(headers=headers)))
    assert config.projects.default.headers == dict(headers)


def test_known_values_become_dictionaries_of_what_a_dictionary_can_hold():
    values = {"id": ("a", 1, 2.5, True, None), "none": (None,), "empty": ()}
    made = settings(plan(path_values=values))
    assert made["dictionaries"] == {"id": {"values": ["a", 1, 2.5]}}
    assert made["parameters"] == {"path.id": {"dictionary": "id", "probability": 0.5}}


@pytest.mark.parametrize(("count", "taken"), [(20, 20), (21, 11), (600, 20)])
def test_of_many_known_values_some_are_sent_from_everywhere(count, taken):
    made = settings(plan(path_values={"id": tuple(range(count))}))
    values = made["dictionaries"]["id"]["values"]
    assert len(values) == taken
    assert (values[0], values[-1] >= count * 0.9) == (0, True)


def test_phases_that_are_not_named_are_off_and_examples_are_filled():
    assert settings(plan(phases=("examples", "stateful")))["phases"] == {
        "examples": {"enabled": True, "fill-missing": True},
        "coverage": {"enabled": False},
        "fuzzing": {"enabled": False},
        "stateful": {"enabled": True},
    }


def test_no_request_waits_longer_than_the_run_may_last():
    assert settings(plan(max_time=2.5))["request-timeout"] == 2.5
    assert settings(plan(max_time=60))["request-timeout"] == 10
    assert settings(plan())["request-timeout"] == 10
