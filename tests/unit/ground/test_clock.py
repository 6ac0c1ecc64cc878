from datetime import UTC, datetime, timedelta, timezone

from mockserver.clock import SteppingClock, SystemClock, timestamp

START = datetime(2024, 9, 1, 15, tzinfo=UTC)


def test_the_clock_of_the_machine_goes_in_utc():
    assert SystemClock().now().tzinfo is UTC


def test_a_clock_without_step_stands_still():
    clock = SteppingClock(START)
    assert [clock.now(), clock.now()] == [START, START]


def test_a_clock_moves_on_after_it_was_read():
    clock = SteppingClock(START, timedelta(seconds=90))
    assert [clock.now() - START for _ in range(3)] == [timedelta(seconds=90 * n) for n in range(3)]
    assert clock.moment == START + timedelta(seconds=270)


def test_a_timestamp_is_written_in_utc_with_milliseconds():
    assert timestamp(START) == "2024-09-01T15:00:00.000Z"
    assert timestamp(START.replace(microsecond=123_999)) == "2024-09-01T15:00:00.123Z"


def test_a_timestamp_of_another_zone_is_turned_into_utc():
    moment = datetime(2024, 9, 1, 15, tzinfo=timezone(timedelta(hours=3)))
    assert timestamp(moment) == "2024-09-01T12:00:00.000Z"
