"""A report as SARIF 2.1.0 (OASIS), which code scanning shows at the lines of the files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from mockserver.clock import timestamp
from mockserver.finding import Finding, Rule, Severity
from mockserver.origin import Origin
from mockserver.report.again import again
from mockserver.report.as_json import dumped
from mockserver.report.context import PLAIN, Context
from mockserver.report.fingerprint import fingerprints
from mockserver.report.place import is_inside, uri_reference
from mockserver.report.report import Report
from mockserver.visible import visible

_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
_ROOT = "%SRCROOT%"
_FOLDER = "The folder that the run was started in, as a rule the root of the repository."
_FINGERPRINT = "mockserver/v1"
_SNIPPET = 1000  # characters; a line of minified JSON is nobody's reading
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def sarif(report: Report, context: Context = PLAIN) -> str:
    """A log with one run. Its rules are those of the context, then those that only findings name.

    Places are relative to the folder of the context, and fingerprints outlive moved lines. What
    has no place is a notification: code scanning refuses a log with a result that has none.
    """
    rules = _rules(report.findings, context)
    places = {name: index for index, name in enumerate(rules)}
    placed = [finding for finding in report.findings if finding.origin]
    prints = fingerprints(placed, context.folder)
    run: dict[str, Any] = {
        "tool": {"driver": _driver(rules.values(), context)},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": _FOLDER}}},
        "invocations": [_invocation(report, context)],
        "results": [
            {
                **_result(finding, context),
                "ruleIndex": places[finding.rule],
                "partialFingerprints": {_FINGERPRINT: print_},
            }
            for finding, print_ in zip(placed, prints, strict=True)
        ],
    }
    return dumped({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _rules(findings: Iterable[Finding], context: Context) -> Mapping[str, Rule]:
    known = {rule.id: rule for rule in context.rules()}
    for finding in findings:
        known.setdefault(finding.rule, Rule(finding.rule, finding.severity, ""))
    return known


def _driver(rules: Iterable[Rule], context: Context) -> dict[str, Any]:
    version = context.version()
    named = {"name": "mockserver", **({"version": visible(version)} if version else {})}
    return {**named, "rules": [_descriptor(rule) for rule in rules]}


def _descriptor(rule: Rule) -> dict[str, Any]:
    """A rule as SARIF §3.49 has it; help is what a reader of the result is shown beside it."""
    name = visible(rule.id)
    said = visible(rule.summary) or name.replace("-", " ").capitalize()
    weight = f"The rule is '{name}'; by default a finding of it is of severity {rule.severity}."
    return {
        "id": name,
        "shortDescription": {"text": said},
        "fullDescription": {"text": said},
        "help": {"text": f"{said}\n\n{weight}"},
        "defaultConfiguration": {"level": _LEVELS[rule.severity]},
    }


def _invocation(report: Report, context: Context) -> dict[str, Any]:
    """How the process ended (SARIF §3.20): to have findings is a success of it."""
    told = [{"message": {"text": visible(each)}, "level": "note"} for each in report.subjects]
    told += [_notification(finding) for finding in report.findings if not finding.origin]
    if report.failure:
        why = visible(f"not finished: {report.failure}")
        told.insert(0, {"message": {"text": why}, "level": "error"})
    ended = {"endTimeUtc": timestamp(context.made)} if context.made else {}
    notes = {"toolExecutionNotifications": told} if told else {}
    return {
        "executionSuccessful": not report.failure,
        "exitCode": report.exit_code,
        **ended,
        **notes,
    }


def _notification(finding: Finding) -> dict[str, Any]:
    message = {"message": {"text": visible(finding.message)}, "level": _LEVELS[finding.severity]}
    return {**message, "associatedRule": {"id": visible(finding.rule)}}


def _result(finding: Finding, context: Context) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": visible(finding.rule),
        "level": _LEVELS[finding.severity],
        "message": {"text": visible(finding.message)},
    }
    if finding.origin:
        result["locations"] = [_location(finding, finding.origin, context)]
    if finding.evidence:
        evidence = finding.evidence
        bag = {
            "curl": evidence.curl,
            "response": evidence.response,
            "replay": again(evidence),
        }
        shown = {name: visible(text, keep="\n\t") for name, text in bag.items() if text}
        seed = {} if evidence.seed is None else {"seed": evidence.seed}
        result["properties"] = {**shown, **seed}
    if finding.requests > 1:
        result["occurrenceCount"] = finding.requests
    related = [
        {**_location(each, each.origin, context), "message": {"text": visible(each.message)}}
        for each in finding.also
        if each.origin
    ]
    return {**result, "relatedLocations": related} if related else result


def _location(finding: Finding, origin: Origin, context: Context) -> dict[str, Any]:
    names = {"object": finding.pointer, "function": finding.operation}
    logical = [
        {"fullyQualifiedName": visible(name), "kind": kind} for kind, name in names.items() if name
    ]
    physical = {"physicalLocation": _physical(origin, context)}
    return {**physical, **({"logicalLocations": logical} if logical else {})}


def _physical(origin: Origin, context: Context) -> dict[str, Any]:
    uri = uri_reference(visible(origin.file), context.folder)
    region: dict[str, Any] = {"startLine": origin.line, "startColumn": origin.column}
    line = context.line(origin.file, origin.line)
    if line is not None and len(line) <= _SNIPPET:
        region["snippet"] = {"text": visible(line, keep="\t")}
    base = {"uriBaseId": _ROOT} if is_inside(uri) else {}
    return {"artifactLocation": {"uri": uri, **base}, "region": region}
