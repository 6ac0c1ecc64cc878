import pytest


def test_time_stands_still_where_it_is_put_and_moves_when_it_is_told(client):
    frozen = client("PUT", "/clock", {"at": "2030-01-01T00:00:00Z"}).json
    assert (frozen["now"], frozen["frozen"]) == ("2030-01-01T00:00:00.000Z", True)
    moved = client("POST", "/clock/advance", {"seconds": 90.5}).json
    assert moved["now"] == "2030-01-01T00:01:30.500Z"
    assert client("GET", "/health").json["now"] == moved["now"]


def test_time_that_runs_is_moved_as_well_and_comes_back(client):
    assert client("POST", "/clock/advance", {"seconds": 3600}).json["frozen"] is False
    assert client("GET", "/clock").json["now"].startswith("2024-12-14T10:30")
    assert client("DELETE", "/clock").json["now"].startswith("2024-12-14T09:30")


def test_time_freezes_where_it_is_without_a_moment(client):
    frozen = client("PUT", "/clock").json
    assert client("GET", "/clock").json["now"] == frozen["now"]


@pytest.mark.parametrize(
    "at", ["0000-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00"]
)
def test_a_moment_of_a_year_that_there_is_not_is_refused(client, at):
    answer = client("PUT", "/clock", {"at": at})
    assert answer.status == 409
    assert "between the years 1 and 9999" in answer.json["detail"]


def test_time_does_not_pass_its_end(client):
    client("PUT", "/clock", {"at": "9999-12-31T23:00:00Z"})
    assert client("POST", "/clock/advance", {"seconds": 7200}).status == 409
    assert client("GET", "/clock").json["now"] == "9999-12-31T23:00:00.000Z"


def test_a_session_has_a_time_of_its_own(client):
    client("PUT", "/clock?session=a", {"at": "2030-01-01T00:00:00Z"})
    assert client("GET", "/clock").json["frozen"] is False
    assert client("GET", "/clock?session=a").json["frozen"] is True


def test_made_values_derive_from_the_seed_that_is_set(client):
    before = client.ask("GET", "/shelves/1/books").json
    assert client("PUT", "/seed", {"seed": 7}).json == {
        "session": "",
        "seed": "7",
        "chosen": True,
    }
    assert client.ask("GET", "/shelves/1/books").json != before
    assert client("DELETE", "/seed").json["chosen"] is False
    assert client.ask("GET", "/shelves/1/books").json == before
