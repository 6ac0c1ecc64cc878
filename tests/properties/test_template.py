"""Laws of the values that a server makes."""

import re
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from mockserver.clock import timestamp
from mockserver.collection.template import WORDS, Ingredients, fill, number_in, ulid, unknown_words

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)
MOMENTS = st.datetimes(EPOCH.replace(tzinfo=None), datetime(9999, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001 - hypothesis adds the zone itself
SEEDS = st.integers(0, 2**32)


def number(text):
    """What a ULID says as one integer: 48 bits of time, 80 bits of chance."""
    value = 0
    for character in text:
        value = value * 32 + ALPHABET.index(character)
    return value


@given(MOMENTS, SEEDS)
def test_a_ulid_is_26_characters_of_crockfords_base_32_and_no_more_than_128_bits(moment, seed):
    text = ulid(moment, Random(seed))
    assert re.fullmatch(f"[0-7][{ALPHABET}]{{25}}", text)
    assert number(text) < 2**128


@given(MOMENTS, SEEDS)
def test_a_ulid_tells_its_millisecond_and_its_chance(moment, seed):
    value = number(ulid(moment, Random(seed)))
    assert EPOCH + (value >> 80) * MILLISECOND == moment.replace(
        microsecond=moment.microsecond // 1000 * 1000
    )
    assert value & (2**80 - 1) == Random(seed).getrandbits(80)


@given(MOMENTS, MOMENTS, SEEDS)
def test_ulids_sort_by_time(one, other, seed):
    earlier, later = sorted((one, other))
    random = Random(seed)
    if (later - EPOCH) // MILLISECOND > (earlier - EPOCH) // MILLISECOND:
        assert ulid(earlier, random) < ulid(later, random)


@given(MOMENTS, SEEDS)
def test_a_ulid_and_a_timestamp_of_one_moment_agree(moment, seed):
    told = datetime.fromisoformat(timestamp(moment))
    assert number(ulid(moment, Random(seed))) >> 80 == (told - EPOCH) // MILLISECOND


@given(MOMENTS, SEEDS)
def test_the_zone_of_a_moment_does_not_count(moment, seed):
    from zoneinfo import ZoneInfo

    there = moment.astimezone(ZoneInfo("Africa/Dar_es_Salaam"))
    assert ulid(there, Random(seed)) == ulid(moment, Random(seed))


@given(MOMENTS, SEEDS)
def test_a_uuid_is_one_of_version_4(moment, seed):
    made = UUID(str(fill("{uuid}", Ingredients(moment, Random(seed)))))
    assert (made.version, made.variant) == (4, "specified in RFC 4122")


@given(MOMENTS, SEEDS, st.lists(st.sampled_from([*WORDS, "other"]), max_size=4))
def test_the_same_ingredients_make_the_same_value(moment, seed, words):
    template = "-".join(f"{{{word}}}" for word in words)
    made = [fill(template, Ingredients(moment, Random(seed), 4)) for _ in range(2)]
    assert made[0] == made[1]


@given(st.text(alphabet=st.characters(exclude_characters="{}")))
def test_text_without_words_stands_for_itself(text):
    assert fill(text, Ingredients(EPOCH, Random(0))) == text


@given(st.text(alphabet="ab_{}next"), MOMENTS, SEEDS)
def test_any_text_is_a_template_and_what_means_nothing_stays(template, moment, seed):
    made = fill(template, Ingredients(moment, Random(seed), 1))
    assert all(f"{{{word}}}" in str(made) for word in unknown_words(template))


@given(
    st.sampled_from(["{next}", "ord_{next}", "{date}/{next}.a", "{uuid}-{next}", "({next})*"]),
    st.integers(0, 10**12),
    MOMENTS,
)
def test_a_number_put_into_a_template_is_read_out_of_it(template, highest, moment):
    made = fill(template, Ingredients(moment, Random(0), highest))
    assert number_in(template, made) == highest + 1
