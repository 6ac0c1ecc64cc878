"""Lies, each with the rule that it is found by where records are followed; and who tells none."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from apis import APIS
from customers_edges import SeedsStay
from gate import followed, judged, remarked

from mockserver.verify.plan import LIFECYCLE, REPLAY

SERVICES = {
    name: (api, service, is_honest)
    for api in APIS
    for _, name, service, is_honest in api.services()
}


def told(name, phase=LIFECYCLE):
    """The rules that a service breaks, the first of them if it is one that lies."""
    api, service, is_honest = SERVICES[name]
    options = {**api.options, "hasty": not is_honest}
    found = followed(service(), api.document, api.fixtures, phase, **options)
    return [each.partition(": ")[0] for each in found]


@pytest.mark.parametrize(
    ("name", "rule"),
    [
        ("own-code-taken", "positive-data-acceptance"),
        ("vast-page-crashes", "not-a-server-error"),
        ("odd-tag-crashes", "not-a-server-error"),
        ("empty-change-taken", "negative-data-rejection"),
        ("true-is-one", "negative-data-rejection"),
        ("token-in-any-case", "ignored-auth"),
        ("cancel-never", "positive-data-acceptance"),
        ("cancelled-unfound", "list-unfiltered"),
        ("order-in-any-case", "unknown-key-found"),
        ("quote-crashes", "not-a-server-error"),
        ("plain-json-is-merged", "negative-data-rejection"),
        ("merge-patch-is-replaced", "negative-data-rejection"),
        ("key-forgets-body", "repetition-done"),
        ("key-of-each-body", "repetition-done"),
        ("deleted-never-included", "list-unfiltered"),
        ("repairs-outlive-building", "unknown-key-found"),
        ("label-once-everywhere", "positive-data-acceptance"),
        ("meter-once-per-building", "duplicate-accepted"),
        ("refund-tells-no-note", "value-differs"),
        ("refund-clears-tags", "rest-changed"),
        ("refund-resets-priority", "rest-changed"),
        ("midnight-is-day", "value-differs"),
        ("offsets-are-dropped", "value-differs"),
        ("plan-without-null", "value-differs"),
        ("plan-lists-without-null", "value-differs"),
        ("deleted-at-no-time", "value-differs"),
        ("repairs-of-any-building", "unknown-key-found"),
        ("note-is-cut-alone", "value-differs"),
        ("fewer-by-default", "list-incomplete"),
        ("lists-are-joined", "value-differs"),
        ("unit-added-without-word", "body-missing"),
        ("right-ones-stay", "refusal-changed"),
        ("first-one-stays", "list-incomplete"),
        ("twins-among-many", "duplicate-accepted"),
        ("photo-as-text", "value-differs"),
        ("photo-forgotten", "record-lost"),
        ("last-photo-of-all", "record-mixed-up"),
        ("photo-of-any-type", "negative-data-rejection"),
        ("versions-rewritten", "history-lost"),
        ("versions-unkept", "history-lost"),
        ("version-is-last", "record-mixed-up"),
        ("revision-frozen", "touch-missing"),
        ("revision-of-client", "read-only-written"),
        ("published-is-first", "touch-missing"),
        ("published-is-sorted", "rest-changed"),
        ("revised-is-back", "unknown-key-found"),
        ("priority-is-lost", "value-differs"),
        ("done-is-undone", "answer-unstable"),
        ("unconditional-put", "missing-required-header"),
        ("source-is-merged", "change-kept-old"),
        ("cursor-forgets-kind", "list-unfiltered"),
        ("moments-as-texts", "list-unfiltered"),
        ("state-unfiltered", "list-unfiltered"),
        ("published-is-gone", "record-lost"),
        ("vast-key-crashes", "not-a-server-error"),
        ("one-photo-only", "positive-data-acceptance"),
        ("key-beginning-taken", "ignored-auth"),
        ("right-key-told", "secret-leaked"),
        ("code-begins", "list-unfiltered"),
        ("location-without-base", "location-broken"),
        ("spaces-around-keys", "unknown-key-found"),
        ("next-is-touched", "rest-changed"),
        ("last-change-wins", "value-differs"),
        ("one-answer-for-all", "record-mixed-up"),
        ("second-change-unlisted", "value-differs"),
        ("refused-is-made", "refusal-changed"),
        ("refusal-keeps-half", "refusal-changed"),
        ("refusal-takes-email", "refusal-changed"),
        ("spelling-forgotten", "duplicate-accepted"),
        ("data-in-three-bytes", "value-differs"),
        ("data-of-singles", "value-differs"),
        ("data-is-read", "value-differs"),
        ("long-names-stay", "positive-data-acceptance"),
        ("phone-from-number", "negative-data-rejection"),
    ],
)
def test_a_lie_is_found_while_records_are_followed(name, rule):
    assert rule in told(name)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("suspended-later", '(because of "suspended" as status)'),
        ("long-names-stay", '(whose body is {"name": "lorem'),
        ("phone-from-number", "as phone: 12345)"),
    ],
)
def test_what_a_refusal_or_its_want_is_for_is_said(name, said):
    api, service, _ = SERVICES[name]
    found = followed(service(), api.document, api.fixtures, LIFECYCLE, hasty=True)
    assert said in found[0]


def test_fixtures_below_others_are_fetched_where_they_lie():
    assert "record-mixed-up" in told("old-lines-mixed-up", REPLAY)
    assert told("workshop-honest", REPLAY) == []


def test_what_may_be_taken_is_drawn_anew():
    assert told("no-twins") == []


def test_what_strict_and_lenient_frameworks_do_is_worth_a_word():
    api, service, _ = SERVICES["by-suffix"]
    found = remarked(service, api.document, api.fixtures, **api.options, phases=(LIFECYCLE,))
    assert {"form-unasked", "member-refused"} <= found
    api, service, _ = SERVICES["estate-honest"]
    found = remarked(service, api.document, api.fixtures, **api.options, phases=(LIFECYCLE,))
    assert not {"form-unasked", "member-refused"} & found


def test_what_was_there_before_is_changed_at_a_target_that_is_reset():
    [api] = (each for each in APIS if each.name == "customers")
    told = {}
    for service in (SeedsStay, *api.honest.values()):
        kept = service()
        options = {"reset": kept.reset, "is_seeded": True, "phases": (LIFECYCLE,)}
        verdict = judged(kept, api.document, api.fixtures, hasty=False, **options)
        told[service] = [each.partition(": ")[0] for each in verdict.told]
    assert told.pop(SeedsStay) == ["value-differs"]
    assert not any(told.values())
