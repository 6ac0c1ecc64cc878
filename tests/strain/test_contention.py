"""Clients of several workers at once: nothing is lost, nothing is there twice."""

from collections import Counter

import pytest
from strain.clients import timed, together
from strain.conftest import IS_LONG
from strain.register import Deed, contradictions

CLIENTS, WORKERS, TIMES = (64, 4, 60) if IS_LONG else (12, 2, 12)


@pytest.fixture
def port(serve, state):
    return serve("--workers", str(WORKERS), "--state", state).port


def test_changes_of_one_record_can_be_put_in_one_order(port):
    """Each half of the clients writes one member, so that a change may take none of the other's."""

    def work(number, client):
        member, deeds = ("left", "right")[number % 2], []
        for turn in range(TIMES):
            value = f"{number}-{turn}"
            begun, ended, (status, _) = timed(
                lambda value=value: client.ask("PATCH", "/things/first", {member: value})
            )
            assert status == 200
            deeds.append((member, Deed(begun, ended, value, is_write=True)))
            begun, ended, (status, record) = timed(lambda: client.ask("GET", "/things/first"))
            assert status == 200
            deeds += [
                (each, Deed(begun, ended, record[each], is_write=False))
                for each in ("left", "right")
            ]
        return deeds

    done = [deed for deeds in together(CLIENTS, port, work) for deed in deeds]
    for member in ("left", "right"):
        own = [deed for name, deed in done if name == member]
        assert len([each for each in own if each.is_write]) == CLIENTS // 2 * TIMES
        assert contradictions(own, "0") == []


def test_of_those_who_want_one_name_one_gets_it(port):
    def work(_, client):
        return [client.ask("POST", "/things", {"name": f"n{each}"})[0] for each in range(TIMES)]

    for answers in zip(*together(CLIENTS, port, work), strict=True):
        assert Counter(answers) == {201: 1, 409: CLIENTS - 1}


def test_a_record_is_deleted_once_and_all_others_are_listed(port):
    def work(number, client):
        made = [
            client.ask("POST", "/things", {"name": f"{number}-{each}"})[1]["id"]
            for each in range(TIMES)
        ]
        return made[0], made[1:]

    done = together(CLIENTS, port, work)
    doomed, kept = {each for each, _ in done}, {each for _, rest in done for each in rest}

    def delete(_, client):
        return [(each, client.ask("DELETE", f"/things/{each}")[0]) for each in sorted(doomed)]

    answers = Counter(each for answers in together(CLIENTS, port, delete) for each in answers)
    assert answers == {
        **{(each, 204): 1 for each in doomed},
        **{(each, 404): CLIENTS - 1 for each in doomed},
    }
    ((status, listed),) = together(1, port, lambda _, client: client.ask("GET", "/things"))
    assert status == 200
    assert Counter(each["id"] for each in listed) == Counter({"first", *kept})
