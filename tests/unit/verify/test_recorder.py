"""What is kept of a failure, so that it is sent again as it was sent."""

import pytest
from builder import spec

from mockserver.http import Headers, Request, Response
from mockserver.schema import Validators
from mockserver.verify.events import FailureFound
from mockserver.verify.evidence import Evidence
from mockserver.verify.inputs.atlas import Atlas
from mockserver.verify.recordings.recorder import Recorder
from mockserver.verify.recordings.recording import Passage

DOCUMENT = """
openapi: 3.1.0
info: {title: T, version: '1'}
paths:
  /a: {get: {responses: {'200': {description: A}}}}
"""
PROOF = ("Authorization", "Bearer secret-token")


class Wallet:
    secrets = ("Bearer secret-token", "secret-token")
    keys = ("secret-token",)


def is_bare(evidence, *lines, query=""):
    recorder = Recorder(spec(DOCUMENT), Atlas((), Validators()), "http://h", evidence)
    passage = Passage(
        "GET /a", Request("GET", "/a", query, Headers(lines)), Response(401), is_entire=True
    )
    failure = FailureFound("coverage", "GET /a", "c", "", "", "", "", "", trail=(passage,))
    (step,) = recorder.recorded(failure).recording.steps
    return step.is_bare


@pytest.mark.parametrize("evidence", [Evidence((PROOF,)), Evidence(wallets=(Wallet(),))])
def test_what_was_sent_without_the_credential_is_sent_so_again(evidence):
    assert not is_bare(evidence, PROOF)
    assert is_bare(evidence)
    assert is_bare(evidence, ("Accept", "*/*"))


def test_a_credential_in_the_query_is_one_too():
    evidence = Evidence(wallets=(Wallet(),))
    assert not is_bare(evidence, query="key=secret-token")
    assert is_bare(evidence, query="key=other")


def test_nothing_is_left_out_where_nothing_was_given():
    assert not is_bare(Evidence())
