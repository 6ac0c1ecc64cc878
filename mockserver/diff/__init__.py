"""What changed between two documents, and whom it hurts."""

from mockserver.diff.change import Change, Judged, Use, Verdict
from mockserver.diff.diff import Traffic, compared, diff
from mockserver.diff.judgement import Comparison
from mockserver.diff.policy import STALE, Policy, read_policy
from mockserver.diff.rules import RULES
from mockserver.diff.usage import usage_of

__all__ = [
    "RULES",
    "STALE",
    "Change",
    "Comparison",
    "Judged",
    "Policy",
    "Traffic",
    "Use",
    "Verdict",
    "compared",
    "diff",
    "read_policy",
    "usage_of",
]
