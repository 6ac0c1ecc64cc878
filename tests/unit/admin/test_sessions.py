STATES = ("memory", "sqlite:state.db")


def names(answer):
    return [each["name"] for each in answer.json["sessions"]]


def test_a_session_begins_under_a_name_or_a_new_one(client):
    named = client("POST", "/sessions", {"name": "a"})
    assert (named.status, named.headers.get("Location")) == (201, "/__admin/sessions/a")
    assert client("POST", "/sessions", {"name": "a"}).status == 200
    other = client("POST", "/sessions").json["name"]
    assert names(client("GET", "/sessions")) == ["a", other]


def test_a_session_that_a_client_uses_is_told_with_what_it_did(client):
    client.ask("DELETE", "/shelves/1", X_Mock_Session="a")
    session = client("GET", "/sessions/a").json
    assert (session["exchanges"], session["changes"]) == (1, 1)


def test_a_name_that_is_none_is_refused(client):
    answer = client("POST", "/sessions", {"name": "a b"})
    assert (answer.status, "body /name" in answer.json["detail"]) == (422, True)


def test_a_session_that_ends_leaves_nothing(client):
    client.ask("DELETE", "/shelves/1", X_Mock_Session="a")
    client("PUT", "/snapshots/s?session=a")
    assert client("DELETE", "/sessions/a").json["name"] == "a"
    assert client("GET", "/sessions/a").json["detail"] == "There is no session 'a'; there is none."
    assert client("GET", "/journal?session=a").json["total"] == 0
    assert client("GET", "/snapshots?session=a").json["snapshots"] == []
    assert client.ask("GET", "/shelves/1", X_Mock_Session="a").status == 200


def test_a_session_that_is_reset_goes_on(client):
    client.ask("DELETE", "/shelves/1", X_Mock_Session="a")
    assert client("POST", "/sessions/a/reset").json["changes"] == 0
    assert client.ask("GET", "/shelves/1", X_Mock_Session="a").status == 200


def test_a_reset_forgets_what_was_changed_and_keeps_snapshots(client):
    client.ask("DELETE", "/shelves/1")
    client("PUT", "/snapshots/gone")
    client("PUT", "/seed", {"seed": 5})
    client("POST", "/rules", {"match": {"operation": "readShelf"}, "delay": "1ms"})
    told = client("POST", "/reset").json
    assert told["session"] == ""
    assert client.ask("GET", "/shelves/1").status == 200
    health = client("GET", "/health").json
    assert (health["seed"], health["rules"], health["exchanges"]) == ("0", 0, 1)
    assert [each["name"] for each in client("GET", "/snapshots").json["snapshots"]] == ["gone"]


def test_a_snapshot_is_a_state_to_go_back_to_as_often_as_one_likes(client):
    client.ask("POST", "/shelves", {"colour": "blue", "label": "third"})
    assert client("PUT", "/snapshots/three").status == 201
    for _ in range(2):
        client("DELETE", "/collections/shelves/records")
        client("POST", "/snapshots/three/restore")
        labels = [each["label"] for each in client.ask("GET", "/shelves").json]
        assert labels == ["first", "second", "third"]


def test_a_snapshot_holds_steps_and_clock_too(client):
    client("POST", "/scenarios/outage/play")
    client("PUT", "/clock", {"at": "2030-01-01T00:00:00Z"})
    client("PUT", "/snapshots/before")
    client.ask("GET", "/shelves")
    client("DELETE", "/clock")
    assert client("GET", "/scenarios/outage").json["step"] == "open"
    client("POST", "/snapshots/before/restore")
    assert client("GET", "/scenarios/outage").json["step"] == "closed"
    assert client("GET", "/clock").json["frozen"] is True


def test_a_snapshot_tells_its_changes(client):
    client.ask("DELETE", "/shelves/1")
    client("PUT", "/collections/lamp/records/-", {"on": True})
    assert client("PUT", "/snapshots/a").json["changes"] == 2
    assert client("GET", "/snapshots/a").json["records"] == [
        {"collection": "/lamp", "parents": [], "key": "", "record": {"on": True}},
        {"collection": "/shelves", "parents": [], "key": "1", "record": None},
    ]
    assert client("PUT", "/snapshots/a").status == 200
    assert client("DELETE", "/snapshots/a").json["name"] == "a"
    answer = client("POST", "/snapshots/a/restore")
    assert (answer.status, answer.json["detail"]) == (
        404,
        "There is no snapshot 'a'; there is none.",
    )
