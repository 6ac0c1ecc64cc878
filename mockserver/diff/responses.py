"""What changed about what an operation answers: statuses, headers and bodies."""

from __future__ import annotations

from collections.abc import Iterator

from mockserver.diff.bodies import Instruments, content_changes, schema_changes
from mockserver.diff.change import Change
from mockserver.diff.pairing import Couple
from mockserver.diff.requests import is_text, is_written_otherwise, style_of
from mockserver.diff.scope import about_header, about_response
from mockserver.spec.model import Operation, Parameter, ResponseObject

# RFC 9110 §15.3.5, §15.3.6, §15.4.5: these have no content, whatever is declared.
BODILESS = ("204", "205", "304")


def response_changes(couple: Couple, tools: Instruments) -> Iterator[Change]:
    """Answers that come, go or change."""
    for old in couple.base.responses:
        twin = meant(couple.revision, old.pattern)
        if twin is None or _is_other(old, twin, couple.base):
            gone = () if _is_told_apart(old, couple) else (_removed(old, couple),)
            yield from about_response(old.pattern, gone)
        else:
            yield from about_response(old.pattern, _changed(old, twin, tools))
    for new in couple.revision.responses:
        known = meant(couple.base, new.pattern)
        if known is None or (known.pattern == "default" and new.pattern.upper() != "DEFAULT"):
            told = f"response {new.pattern}: it is new"
            yield Change("response-added", told, couple.base.origin, new.origin)
        elif known.pattern.upper() != new.pattern.upper():
            yield from about_response(new.pattern, _changed(known, new, tools))


def meant(operation: Operation, pattern: str) -> ResponseObject | None:
    """What holds for a status or a range of them (OAS 3.1 §4.8.16)."""
    wanted = [pattern.upper()]
    if pattern[:1].isdigit():
        wanted.append(f"{pattern[0]}XX")
    for each in (*wanted, "DEFAULT"):
        for declared in operation.responses:
            if declared.pattern.upper() == each:
                return declared
    return None


def _is_other(old: ResponseObject, twin: ResponseObject, base: Operation) -> bool:
    """Whether what is left is only what was said of all other statuses before."""
    if twin.pattern != "default" or old.pattern == "default" or not old.pattern.startswith("2"):
        return False
    return any(each.pattern == "default" for each in base.responses)


def _is_told_apart(old: ResponseObject, couple: Couple) -> bool:
    """Whether a range is gone, and statuses in it are declared instead: each is compared to it."""
    is_range = old.pattern.upper().endswith("XX")
    return is_range and any(
        each.pattern[:1] == old.pattern[:1] for each in couple.revision.responses
    )


def _removed(old: ResponseObject, couple: Couple) -> Change:
    is_success = old.pattern.startswith("2")
    rule = "response-success-removed" if is_success else "response-error-removed"
    told = f"response {old.pattern}: it is gone"
    return Change(rule, told, old.origin, couple.revision.origin)


def _changed(old: ResponseObject, new: ResponseObject, tools: Instruments) -> Iterator[Change]:
    subject = f"response {new.pattern}"
    yield from _headers(subject, old, new, tools)
    yield from _links(subject, old, new)
    if new.pattern not in BODILESS:
        yield from content_changes(subject, tools.response, old.content, new.content)


def _links(subject: str, old: ResponseObject, new: ResponseObject) -> Iterator[Change]:
    before, after = dict(old.links), dict(new.links)
    for name, place in before.items():
        if name not in after:
            told = f"link '{name}' of {subject}: it is gone"
            yield Change("link-removed", told, place.origin, new.origin)
    for name, place in after.items():
        if name not in before:
            told = f"link '{name}' of {subject}: it is new"
            yield Change("link-added", told, old.origin, place.origin)


def _headers(
    subject: str, old: ResponseObject, new: ResponseObject, tools: Instruments
) -> Iterator[Change]:
    before = {each.name.lower(): each for each in old.headers}
    after = {each.name.lower(): each for each in new.headers}
    for name, header in before.items():
        about = f"header '{header.name}' of {subject}"
        if name in after:
            yield from about_header(name, _header(about, header, after[name], tools))
        else:
            told = f"{about}: it is gone"
            gone = Change("response-header-removed", told, header.origin, new.origin)
            yield from about_header(name, (gone,))
    for name, header in after.items():
        if name not in before:
            told = f"header '{header.name}' of {subject}: it is new"
            yield Change("response-header-added", told, old.origin, header.origin)


def _header(about: str, old: Parameter, new: Parameter, tools: Instruments) -> Iterator[Change]:
    if old.required != new.required:
        word = "required" if new.required else "optional"
        rule = f"response-header-became-{word}"
        yield Change(rule, f"{about}: it is {word} now", old.origin, new.origin)
    if is_written_otherwise(old, new):
        told = f"{about}: it was written as {style_of(old)} and is now {style_of(new)}"
        yield Change("response-header-serialized-otherwise", told, old.origin, new.origin)
        return
    schemas = old.any_schema, new.any_schema
    is_written = is_text(old) and is_text(new)
    yield from schema_changes(about, tools.response, *schemas, is_text=is_written)
