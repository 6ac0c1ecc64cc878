import pytest

from mockserver.config import NONE, TABLE, read_settings
from mockserver.errors import ConfigError, UsageError


def write(folder, name, text):
    (folder / name).write_text(text, encoding="utf-8")


def test_without_any_source_all_values_are_defaults(tmp_path):
    settings = read_settings(tmp_path, {}, {})
    names = ("document", "fixtures", "host", "port", "max_time")
    assert [settings[name] for name in names] == [
        "openapi.yaml",
        "fixtures",
        "127.0.0.1",
        4010,
        None,
    ]
    assert {settings.source(setting.name) for setting in TABLE} == {"default"}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("mockserver.toml", "port = 1"),
        ("pyproject.toml", "[tool.mockserver]\nport = 1"),
    ],
)
def test_each_source_wins_over_the_ones_before_it_and_says_so(tmp_path, name, text):
    write(tmp_path, name, text)
    environment, flags = {"MOCKSERVER_PORT": "2"}, {"port": 3}
    file = read_settings(tmp_path, {}, {})
    variable = read_settings(tmp_path, environment, {})
    flag = read_settings(tmp_path, environment, flags)
    assert [(each["port"], each.source("port")) for each in (file, variable, flag)] == [
        (1, f"{name}: port"),
        (2, "MOCKSERVER_PORT"),
        (3, "--port"),
    ]


def test_a_source_sets_only_what_it_names(tmp_path):
    write(tmp_path, "mockserver.toml", 'host = "::1"\nseed = 7')
    settings = read_settings(tmp_path, {"MOCKSERVER_SEED": "8"}, {"port": None, "max_time": 2.5})
    assert [settings[name] for name in ("host", "seed", "port", "max_time")] == [
        "::1",
        8,
        4010,
        2.5,
    ]
    assert settings.source("max_time") == "--max-time"
    assert settings.source("port") == "default"


def test_mockserver_toml_stands_instead_of_the_table_in_pyproject(tmp_path):
    write(tmp_path, "mockserver.toml", "seed = 2")
    write(tmp_path, "pyproject.toml", "[tool.mockserver]\nseed = 3\nport = 5")
    settings = read_settings(tmp_path, {}, {})
    assert (settings["seed"], settings["port"]) == (2, 4010)


def test_a_pyproject_without_the_table_sets_nothing(tmp_path):
    write(tmp_path, "pyproject.toml", '[project]\nname = "x"\n[tool.other]\nport = 1')
    assert read_settings(tmp_path, {}, {})["port"] == 4010


@pytest.mark.parametrize("key", ["max-time", "max_time"])
def test_a_file_may_write_hyphens_or_underscores(tmp_path, key):
    write(tmp_path, "mockserver.toml", f"{key} = 3")
    assert read_settings(tmp_path, {}, {})["max_time"] == 3.0


TOML, PROJECT = "mockserver.toml", "pyproject.toml"
PORTS, SECONDS = "an integer from 0 to 65535", "a number of seconds above 0"
NAMES = ", ".join(setting.name for setting in TABLE)


@pytest.mark.parametrize(
    ("source", "given", "sentence"),
    [
        (TOML, "prot = 1", f"{TOML}: 'prot' is no setting; did you mean 'port'?"),
        (
            PROJECT,
            "[tool.mockserver]\nmax-tme = 1",
            f"{PROJECT}: 'max-tme' is no setting; did you mean 'max_time'?",
        ),
        (TOML, "wibble = 1", f"{TOML}: 'wibble' is no setting; there are {NAMES}"),
        (TOML, 'port = "http"', f"{TOML}: port: 'http' is not {PORTS}"),
        (TOML, "seed = true", f"{TOML}: seed: True is not an integer"),
        (TOML, "seed = 1.5", f"{TOML}: seed: 1.5 is not an integer"),
        (TOML, "document = 3", f"{TOML}: document: 3 is not a path"),
        (TOML, "fixtures = [1]", f"{TOML}: fixtures: [1] is not a path, or none"),
        (TOML, "max-time = inf", f"{TOML}: max-time: inf is not {SECONDS}"),
        (TOML, "max-time = true", f"{TOML}: max-time: True is not {SECONDS}"),
        (TOML, "max-time = [1]", f"{TOML}: max-time: [1] is not {SECONDS}"),
        (TOML, "reload = true", f"{TOML}: reload: True is not keep, reset or off"),
        (
            "MOCKSERVER_PROT",
            "1",
            "MOCKSERVER_PROT is no setting; did you mean MOCKSERVER_PORT?",
        ),
        ("MOCKSERVER_PORT", "65536", f"MOCKSERVER_PORT: '65536' is not {PORTS}"),
        ("MOCKSERVER_HOST", "", "MOCKSERVER_HOST: '' is not an address"),
        ("MOCKSERVER_MAX_TIME", "nan", f"MOCKSERVER_MAX_TIME: 'nan' is not {SECONDS}"),
        ("MOCKSERVER_SERVER", "apache", "MOCKSERVER_SERVER: 'apache' is not granian or flask"),
        ("MOCKSERVER_CORS", "yes", "MOCKSERVER_CORS: 'yes' is not true or false"),
        (TOML, "cors = 1", f"{TOML}: cors: 1 is not true or false"),
        (TOML, "credentials = [1]", f"{TOML}: credentials: [1] is not a list of texts"),
        ("port", -1, f"--port: -1 is not {PORTS}"),
        ("max_time", 0.0, f"--max-time: 0.0 is not {SECONDS}"),
        ("document", "", "DOCUMENT: '' is not a path"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_source(tmp_path, source, given, sentence):
    environment = {source: given} if source.isupper() else {}
    flags = {source: given} if source.islower() and "." not in source else {}
    if source.endswith(".toml"):
        write(tmp_path, source, given)
    with pytest.raises(ConfigError) as caught:
        read_settings(tmp_path, environment, flags)
    assert str(caught.value) == sentence
    assert isinstance(caught.value, UsageError)


def test_a_value_that_a_later_source_sets_is_judged_all_the_same(tmp_path):
    write(tmp_path, "mockserver.toml", "port = 70000")
    with pytest.raises(ConfigError, match=r"mockserver\.toml: port: 70000 is not"):
        read_settings(tmp_path, {}, {"port": 80})


@pytest.mark.parametrize(
    ("name", "text", "sentence"),
    [
        (
            "mockserver.toml",
            "port = \n",
            "mockserver.toml cannot be read: Invalid value (at line 1",
        ),
        ("pyproject.toml", "[tool", "pyproject.toml cannot be read: "),
        ("pyproject.toml", "tool = 1", "pyproject.toml: [tool.mockserver] is not a table"),
        (
            "pyproject.toml",
            "[tool]\nmockserver = 1",
            "pyproject.toml: [tool.mockserver] is not a t",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_told_by_name(tmp_path, name, text, sentence):
    write(tmp_path, name, text)
    with pytest.raises(ConfigError) as caught:
        read_settings(tmp_path, {}, {})
    assert str(caught.value).startswith(sentence)


def test_a_file_that_is_no_text_is_told_by_name(tmp_path):
    (tmp_path / "mockserver.toml").write_bytes(b"port = \xff")
    with pytest.raises(ConfigError, match=r"^mockserver\.toml cannot be read: 'utf-8' codec"):
        read_settings(tmp_path, {}, {})


def test_variables_of_others_are_left_alone(tmp_path):
    # What an orchestrator sets for a service of this name, and what is no setting of ours.
    environment = {
        "MOCKSERVER_SERVICE_HOST": "10.0.0.7",
        "MOCKSERVER_PORT_80_TCP": "x",
        "PORT": "1",
    }
    settings = read_settings(tmp_path, environment, {})
    assert {settings.source(setting.name) for setting in TABLE} == {"default"}


def test_a_default_path_that_is_not_there_is_no_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = read_settings(tmp_path, {}, {})
    assert settings.path("fixtures") is None
    (tmp_path / "fixtures").mkdir()
    assert str(settings.path("fixtures")) == "fixtures"


def test_a_path_that_was_set_is_kept_whether_it_is_there_or_not(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = read_settings(tmp_path, {"MOCKSERVER_FIXTURES": "records"}, {})
    assert str(settings.path("fixtures")) == "records"


@pytest.mark.parametrize("source", ["file", "variable", "flag"])
def test_none_is_a_word_for_no_fixtures_in_every_source(tmp_path, monkeypatch, source):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "fixtures").mkdir()
    if source == "file":
        write(tmp_path, "mockserver.toml", 'fixtures = "none"')
    environment = {"MOCKSERVER_FIXTURES": NONE} if source == "variable" else {}
    flags = {"fixtures": NONE} if source == "flag" else {}
    assert read_settings(tmp_path, environment, flags).path("fixtures") is None


@pytest.mark.parametrize(
    ("written", "value"), [("true", True), ("0", False), ("False", False), ("1", True)]
)
def test_a_variable_may_be_true_or_false(tmp_path, written, value):
    assert read_settings(tmp_path, {"MOCKSERVER_CORS": written}, {})["cors"] is value


def test_a_list_is_a_list_in_a_file_and_has_commas_in_a_variable(tmp_path):
    write(tmp_path, "mockserver.toml", 'credentials = ["a", "b"]')
    file = read_settings(tmp_path, {}, {})
    variable = read_settings(tmp_path, {"MOCKSERVER_CREDENTIALS": "c,d:e,"}, {})
    assert file["credentials"] == ("a", "b")
    assert variable["credentials"] == ("c", "d:e")


def test_every_setting_has_a_variable_and_a_sentence_of_help():
    for setting in TABLE:
        assert setting.variable == f"MOCKSERVER_{setting.name}".upper()
    assert all(setting.help.endswith(".") for setting in TABLE)


def test_a_language_that_no_names_are_known_of_is_refused(tmp_path):
    assert read_settings(tmp_path, {}, {"locale": "de_CH"})["locale"] == "de_CH"
    with pytest.raises(ConfigError, match=r"--locale: 'fr' is not a language tag of en, de or ja"):
        read_settings(tmp_path, {}, {"locale": "fr"})
