"""Choosing and making an answer that the document declares."""

from mockserver.response.check import Judge
from mockserver.response.choice import (
    Choice,
    choose_asked,
    choose_content,
    choose_failure,
    choose_success,
)
from mockserver.response.compose import compose
from mockserver.response.refusal import compose_refusal, problem_response, violations_line
from mockserver.response.sample import Sample, Sampler, Wish

__all__ = [
    "Choice",
    "Judge",
    "Sample",
    "Sampler",
    "Wish",
    "choose_asked",
    "choose_content",
    "choose_failure",
    "choose_success",
    "compose",
    "compose_refusal",
    "problem_response",
    "violations_line",
]
