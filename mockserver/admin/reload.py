"""The files behind the mock: read again, and what came of it the last time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from mockserver.admin.context import AdminContext
from mockserver.admin.refused import conflict
from mockserver.clock import timestamp
from mockserver.mock import Reloading
from mockserver.mock.reloading import Reloaded, files
from mockserver.spec.model import Spec

_NO_RELOAD = "This mock was not read from files that could be read again."


def reload(context: AdminContext) -> Mapping[str, Any]:
    """Read the files again; the mock that serves stays where they are broken."""
    reloading = context.shared.reloading
    if reloading is None:
        raise conflict(_NO_RELOAD)
    reloaded = reloading.reload()
    if reloaded.error:
        raise conflict(f"The mock goes on with what it had: {reloaded.error}")
    spec = reloading.mock.spec
    return {
        "reloaded": True,
        "document": spec.file,
        "operations": len(spec.operations),
        "forbidden": list(reloaded.forbidden),
    }


def read(context: AdminContext) -> Mapping[str, Any]:
    """What was read the last time, what that changed, or why it was refused."""
    reloading = context.shared.reloading
    last = reloading.last if reloading else Reloaded()
    return {
        "follows": reloading is not None,
        "files": _files(reloading) if reloading else [],
        "moment": timestamp(last.moment) if last.moment else None,
        "error": last.error,
        "forbidden": list(last.forbidden),
        "changes": list(_changes(last, context.mock.spec))
        if context.query("changes", default=True)
        else [],
    }


def _files(reloading: Reloading) -> list[str]:
    return list(dict.fromkeys(str(each) for each in files(reloading.mock) if not each.is_dir()))


def _changes(last: Reloaded, now: Spec) -> Iterator[Mapping[str, Any]]:
    """As ``mockserver diff`` tells them: compared when somebody looks, and not before."""
    from mockserver.diff import Policy, compared

    if last.before is None or last.moment is None:
        return
    for judged in compared(last.before, now, Policy(), last.moment.date()):
        change = judged.change
        yield {
            "rule": change.rule,
            "verdict": judged.verdict.value,
            "message": change.message,
            "operations": list(change.operations),
            "document": str(change.revision or change.base or ""),
        }
