import dataclasses
import json
import time
from random import Random

import pytest
from builder import spec
from flask import request
from hypothesis import given
from hypothesis import strategies as st

from mockserver.collection import bind, read_fixture
from mockserver.errors import TargetError
from mockserver.verify.events import FailureFound, PhaseStarted, RunFinished, Warned
from mockserver.verify.fuzz import engine
from mockserver.verify.fuzz.plan import FuzzPlan
from mockserver.verify.plan import Plan
from mockserver.verify.run import verify
from mockserver.verify.target import survey as surveying
from mockserver.verify.target.survey import survey

BOOKS = [{"id": f"b{number}", "title": "Old"} for number in range(3)]
NOWHERE = "http://127.0.0.1:1"


@pytest.fixture
def plan(books, document, tmp_path):
    """Make a plan for the books; ``records`` are those of the fixture file."""

    def plan(records=BOOKS, unique=(), **options):
        path = tmp_path / "books.yaml"
        path.write_text(json.dumps({"records": records, "unique": list(unique)}))
        model = spec(json.dumps(document), "books.json")
        collections = bind(model, [read_fixture(path)]).collections
        given = {"collections": collections, "base_url": books.url, "is_expendable": True}
        return Plan(**{"spec": model, **given, **options})

    return plan


def told(events):
    yield from events


def targets(books):
    return [target for _, target, _, _ in books.requests]


def test_the_records_that_the_target_knows_are_known(plan, books):
    del books.records["b1"]
    found = survey(plan())
    assert found.values == {"id": ("b0", "b2")}
    assert found.paths == {"/books/{id}"}
    assert found.events == ()
    assert targets(books)[:3] == ["/v1/books/b0", "/v1/books/b1", "/v1/books/b2"]


def test_only_the_first_records_are_asked_for(plan, books):
    books.records = {f"b{number}": {"title": "Old"} for number in range(9)}
    found = survey(plan([{"id": key, "title": "Old"} for key in books.records]))
    assert found.values == {"id": ("b0", "b1", "b2", "b3", "b4")}


def test_a_target_that_knows_none_of_the_records_is_told_of(plan, books, tmp_path):
    books.records.clear()
    found = survey(plan())
    assert (found.values, found.paths) == ({}, frozenset())
    assert found.events == (
        Warned(
            f"The target knows none of the first records of {tmp_path / 'books.yaml'}: "
            "GET /books/b0 was answered with 404. More is tested when it holds them."
        ),
    )
    assert len(books.requests) == 3


def test_a_key_that_nobody_has_is_not_to_be_found(plan, books):
    books.app.view_functions["fetch"] = lambda key: {"id": key, "title": "Any"}
    headers = (("Authorization", "Bearer s3cr3t"), ("X-Tenant", "7"))
    (failure,) = survey(plan(headers=headers)).events
    made_up = targets(books)[-1].removeprefix("/v1")
    assert failure == FailureFound(
        phase="",
        operation="GET /books/{id}",
        check="unknown_key_found",
        title="A record that does not exist is found",
        message="answered 200 to a made-up id; answer 404, as declared for what does not exist",
        curl=f"curl {books.url}{made_up} -H 'Authorization: Bearer [Filtered]' -H 'X-Tenant: 7'",
        response=failure.response,
        status=200,
        schema_pointer="/paths/~1books~1{id}/get/responses/404",
    )
    assert failure.response.startswith("HTTP 200 OK\nContent-Type: application/json\n\n{")
    assert made_up.startswith("/books/b0")
    assert made_up not in {f"/books/{book['id']}" for book in BOOKS}


@pytest.mark.parametrize("declared", [{}, {"default": {"description": "Any"}}])
def test_where_no_404_is_declared_nothing_is_said_of_unknown_keys(plan, books, document, declared):
    answers = document["paths"]["/books/{id}"]["get"]["responses"]
    del answers["404"]
    answers.update(declared)
    assert survey(plan()).events == ()
    assert len(books.requests) == 3


def test_a_range_that_covers_404_declares_it(plan, books, document):
    answers = document["paths"]["/books/{id}"]["get"]["responses"]
    answers["4XX"] = answers.pop("404")
    books.app.view_functions["fetch"] = lambda key: {"id": key, "title": "Any"}
    (failure,) = survey(plan()).events
    assert "answer 4XX, as declared" in failure.message
    assert failure.schema_pointer.endswith("/responses/4XX")


def test_the_headers_of_the_plan_are_sent(plan, books):
    survey(plan(headers=(("X-Tenant", "7"),)))
    assert all(("X-Tenant", "7") in headers for _, _, headers, _ in books.requests)
    assert books.requests


def test_keys_are_percent_encoded(plan, books):
    books.records = {"a/b ?ü": {"title": "Odd"}}
    found = survey(plan([{"id": "a/b ?ü", "title": "Odd"}]))
    assert targets(books)[0] == "/v1/books/a%2Fb%20%3F%C3%BC"
    assert found.values == {"id": ("a/b ?ü",)}


def test_a_target_that_is_not_there_cannot_be_reached(plan):
    with pytest.raises(TargetError, match=f"^{NOWHERE} cannot be reached: the connection was ref"):
        survey(plan(base_url=NOWHERE))


@pytest.mark.parametrize("records", [[], None])
def test_without_records_nothing_is_asked(plan, books, records):
    found = survey(plan(records or []))
    assert (found.values, found.events, books.requests) == ({}, (), [])


def test_records_below_another_record_are_not_asked_for(plan, books, document):
    document["paths"] = {"/shops/{shop}" + path: it for path, it in document["paths"].items()}
    for item in document["paths"].values():
        shop = {"name": "shop", "in": "path", "required": True, "schema": {"type": "string"}}
        item["parameters"] = [shop, *item.get("parameters", [])]
    made = plan()
    assert made.collections
    assert (survey(made).values, books.requests) == ({}, [])


def test_collections_that_share_the_name_of_a_parameter_share_its_values(plan, books):
    (collection,) = plan().collections
    other = dataclasses.replace(collection)
    assert survey(plan(collections=(collection, other))).values == {"id": ("b0", "b1", "b2")}
    assert len(books.requests) == 8


def drop(_=None):
    request.environ["werkzeug.socket"].shutdown(2)


def test_a_record_that_gets_no_answer_is_left_to_the_run(plan, books):
    books.breaks.append(lambda _: drop() if request.path != "/v1/" else None)
    found = survey(plan())
    assert (found.values, found.events) == ({}, ())
    assert targets(books) == ["/v1/books/b0", "/v1/"]


def test_a_server_that_answers_nothing_cannot_be_reached(plan, books):
    books.breaks.append(drop)
    with pytest.raises(TargetError, match="it closed the connection before its answer was whole"):
        survey(plan())


def test_most_of_the_time_is_kept_for_the_run(plan, books):
    books.breaks.append(lambda _: time.sleep(0.3))
    found = survey(plan(max_time=1))
    assert found.values == {"id": ("b0",)}
    assert len(books.requests) == 1


def test_what_would_change_only_records_of_others_is_left_out_and_told(plan, document, monkeypatch):
    del document["paths"]["/books"]["post"]
    plans = []
    end = RunFinished("completed", 3, 1)
    monkeypatch.setattr(engine, "fuzz", lambda plan: plans.append(plan) or told([end]))
    made = plan(is_expendable=False)
    warned, last = verify(made, survey(made))
    assert last == end
    assert warned.message.startswith("No generated request was sent to DELETE /books/{id}: the run")
    assert plans[0].excluded == {"DELETE /books/{id}"}


def test_the_run_gets_all_that_is_known(plan, books, monkeypatch):
    plans = []
    end = RunFinished("completed", 3, 1)
    monkeypatch.setattr(engine, "fuzz", lambda plan: plans.append(plan) or told([end]))
    made = plan(seed=3, headers=(("X-Tenant", "7"),), unique=["title"])
    assert list(verify(made, survey(made))) == [end]
    (given,) = plans
    assert "POST /books" in given.leeways
    assert dataclasses.replace(given, leeways={}) == FuzzPlan(
        base_url=books.url,
        root=made.spec.root.value,
        location="books.json",
        headers=(("X-Tenant", "7"),),
        seed=3,
        max_time=None,
        path_values={"id": ("b0", "b1", "b2")},
        unique=frozenset({"title"}),
    )


def test_what_the_survey_found_comes_first(plan, books, monkeypatch):
    books.records.clear()
    monkeypatch.setattr(engine, "fuzz", lambda _: told([PhaseStarted("examples")]))
    made = plan()
    first, second = verify(made, survey(made))
    assert isinstance(first, Warned)
    assert second == PhaseStarted("examples")


def test_the_run_gets_the_rest_of_the_time(plan, monkeypatch):
    plans = []
    monkeypatch.setattr(engine, "fuzz", lambda plan: plans.append(plan) or told([]))
    made = plan(max_time=600)
    assert list(verify(made, survey(made))) == []
    assert 0 < plans[0].max_time < 600


def test_when_no_time_is_left_nothing_is_run(plan, monkeypatch):
    monkeypatch.setattr(engine, "fuzz", lambda _: pytest.fail("there is no time for that"))
    made = plan(max_time=0.000001, seed=9)
    events = list(verify(made, survey(made)))
    assert events == [RunFinished("max_time", seed=9, requests=0)]


@given(st.text(min_size=1) | st.integers(), st.integers(0, 9))
def test_a_made_up_key_is_of_the_same_type_and_the_same_for_the_same_seed(key, seed):
    made = surveying._made_up(key, Random(seed))
    assert type(made) is type(key)
    assert made == surveying._made_up(key, Random(seed))


@pytest.mark.parametrize(
    "key",
    ["cus_01h3vjs3b16yc3f9q8q9pfrb80", "7f6bb2f0-94a0-4d2f-8a53-3e9a9b1f0c2d", "b1", "b-1", "", 7],
)
def test_a_made_up_key_has_the_form_of_one_and_is_another(key):
    made = {surveying._made_up(key, Random(seed)) for seed in range(50)}
    assert len(made) == 50
    assert key not in made
    if str(key).startswith("cus_"):
        assert {each[:4] for each in made} == {"cus_"}
        assert {"".join(sorted(each)) for each in made} == {"".join(sorted(key))}
