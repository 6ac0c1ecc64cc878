"""What a scenario is held to, as one table."""

from mockserver.finding import Rule, Severity
from mockserver.source.written import Law

RULES = (
    Rule(
        "scenario-field-unknown",
        Severity.ERROR,
        "A scenario and its rules have only the fields they may have.",
    ),
    Rule("scenario-malformed", Severity.ERROR, "Each field of a scenario has its form."),
    Rule("scenario-contradiction", Severity.ERROR, "The parts of a scenario's rule go together."),
    Rule(
        "scenario-operation-unknown",
        Severity.ERROR,
        "A scenario's rule names operations and tags of the document.",
    ),
    Rule(
        "scenario-parameter-unknown",
        Severity.ERROR,
        "A scenario's rule looks at parameters and bodies that its operations take.",
    ),
    Rule(
        "scenario-match-impossible",
        Severity.WARNING,
        "What a scenario's rule waits for is something that can be sent.",
    ),
    Rule(
        "scenario-status-undeclared",
        Severity.ERROR,
        "A scenario answers with a status that is declared, or says 'undeclared: true'.",
    ),
    Rule(
        "scenario-undeclared-idle",
        Severity.WARNING,
        "'undeclared: true' stands where the document does not declare the answer.",
    ),
    Rule("scenario-example-unknown", Severity.ERROR, "A scenario shows examples that there are."),
    Rule(
        "scenario-body-invalid",
        Severity.ERROR,
        "What a scenario answers fits the schema of its status, or says 'undeclared: true'.",
    ),
    Rule("scenario-step-unreachable", Severity.ERROR, "A step that is waited for is reached."),
    Rule(
        "scenario-rule-unreachable",
        Severity.WARNING,
        "No rule of a scenario stands behind one that answers first, always.",
    ),
)
(
    UNKNOWN_FIELD,
    MALFORMED,
    CONTRADICTION,
    UNKNOWN_OPERATION,
    UNKNOWN_PARAMETER,
    IMPOSSIBLE,
    UNDECLARED,
    IDLE,
    UNKNOWN_EXAMPLE,
    INVALID_BODY,
    UNREACHABLE_STEP,
    UNREACHABLE_RULE,
) = RULES

LAW = Law(MALFORMED, UNKNOWN_FIELD)
"""What is told of the form of scenarios and their rules."""
