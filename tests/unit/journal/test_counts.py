"""How often what was answered."""

from datetime import UTC, datetime

from mockserver.http import Request, Response
from mockserver.journal import Exchange, Journal

NOW = datetime(2024, 1, 1, tzinfo=UTC)


def exchange(operation):
    return Exchange(NOW, Request("GET", "/"), Response(200), operation, "record")


def test_what_was_told_stays_as_it_was_while_counting_goes_on():
    journal = Journal()
    journal.add(exchange("GET /a"))
    told = journal.counts.all()
    journal.add(exchange("GET /a"))
    journal.add(exchange("GET /b"))
    assert [each.exchanges for each in told.values()] == [1]
    assert [each.exchanges for each in journal.counts.all().values()] == [2, 1]
