"""What changed between two documents, and whom it hurts."""

from mockserver.diff.change import Change, Judged, Verdict
from mockserver.diff.diff import compared, diff
from mockserver.diff.judgement import Comparison
from mockserver.diff.policy import Policy, read_policy
from mockserver.diff.rules import RULES

__all__ = [
    "RULES",
    "Change",
    "Comparison",
    "Judged",
    "Policy",
    "Verdict",
    "compared",
    "diff",
    "read_policy",
]
