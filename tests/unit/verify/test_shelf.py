import pytest

from mockserver.verify.recordings.recording import Recording
from mockserver.verify.recordings.shelf import Replay, Run

OLD, NEW = "http://a:1/v1", "https://b.example/api"


def curl_at(curl, base_url=NEW, target=OLD):
    recording = Recording("check", "GET /pets", ())
    return Replay(recording, "rule", "said", curl, 1, Run("a.yaml", target=target)).curl_at(
        base_url
    )


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (f"curl {OLD}/pets", f"curl {NEW}/pets"),
        (f"curl {OLD}", f"curl {NEW}"),
        (f"curl --globoff '{OLD}/pets?a[b]=c'", f"curl --globoff '{NEW}/pets?a[b]=c'"),
        (
            f"curl -X PUT {OLD}/a --data-raw x\ncurl {OLD}/b",
            f"curl -X PUT {NEW}/a --data-raw x\ncurl {NEW}/b",
        ),
        (
            f"""curl {OLD}/a --data-raw '{{"hook": "{OLD}/a"}}'""",
            f"""curl {NEW}/a --data-raw '{{"hook": "{OLD}/a"}}'""",
        ),
        (f"curl {OLD}0/pets", f"curl {OLD}0/pets"),
    ],
)
def test_the_target_of_curl_lines_is_the_one_that_is_asked_now(before, after):
    assert curl_at(before) == after


def test_a_recording_that_names_no_target_is_shown_as_it_is():
    assert curl_at(f"curl {OLD}/pets", target="") == f"curl {OLD}/pets"
