import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stage import Stage

from mockserver.errors import UsageError
from mockserver.http import Headers, Request
from mockserver.verify.course import course_of
from mockserver.verify.plan import Plan
from mockserver.verify.recordings.recording import Carry, Recording, Step, Story, recording_of
from mockserver.verify.recordings.repetition import Repetition
from mockserver.verify.stories import stories

TEXT = st.text(max_size=9)
REQUESTS = st.builds(
    Request,
    st.sampled_from(["GET", "POST"]),
    TEXT,
    TEXT,
    st.lists(st.tuples(TEXT, TEXT), max_size=2).map(Headers),
    st.binary(max_size=9),
)
CARRIES = st.one_of(
    st.builds(Carry, value=TEXT, step=st.integers(0, 3), at=TEXT),
    st.builds(Carry, value=TEXT, made=TEXT.filter(bool), nth=st.integers(0, 3), like=TEXT),
)
STEPS = st.builds(
    Step, TEXT, REQUESTS, st.integers(0, 599), st.lists(CARRIES, max_size=2).map(tuple),
    st.booleans(),
)  # fmt: skip
RECORDINGS = st.builds(
    Recording, TEXT, TEXT, st.lists(STEPS, max_size=3).map(tuple),
    st.none() | st.builds(Story, TEXT, TEXT, TEXT, st.integers(0, 9)), TEXT,
)  # fmt: skip


@given(RECORDINGS)
def test_a_recording_comes_back_from_a_file_as_it_was(recording):
    written = json.dumps(recording.members())
    assert recording_of(json.loads(written), "x.json") == recording


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({}, "KeyError: 'format'"),
        ([], "TypeError"),
        ({"format": 9}, "its format is 9"),
        ({"format": 1, "check": "c", "story": None, "operation": "o", "steps": [{}]}, "KeyError"),
    ],
)
def test_what_is_no_recording_is_refused_in_one_sentence(members, reason):
    with pytest.raises(UsageError, match=r"x\.json: this is no recording that can be read") as told:
        recording_of(members, "x.json")
    assert reason in str(told.value)


BEFORE = "what was there before is changed as well"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (BEFORE, "give --reset-url or --reset-cmd, as when it was found"),
        ("what no run has told", "is no longer tried of this document; run verify again"),
    ],
)
def test_a_story_that_is_not_told_says_what_it_wants(tmp_path, name, said):
    """What was there before a run is changed where it can be brought back alone."""
    here = Path(__file__).parent
    fixtures = [(here / "gallery_fixtures.yaml").read_text()]
    stage = Stage(tmp_path, (here / "gallery.yaml").read_text(), fixtures)
    oracle = stage.mock(1)
    plan = Plan(stage.spec, stage.collections, "http://localhost", oracle=oracle.respond)
    course = course_of(plan, stage.mock(2).respond)
    paintings = course.atlas.collection("/paintings")
    told = list(stories(course, "lifecycle", is_seeded=True)(paintings))
    story = Story("lifecycle", "/paintings", name, len(told) - 1)
    repetition = Repetition(stage.spec, course, None, None, None)
    assert told[-1].name == BEFORE
    with pytest.raises(UsageError, match=said):
        repetition.outcome(Recording("value_differs", "GET /paintings/{id}", (), story))
