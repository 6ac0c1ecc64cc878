"""What an overlay does not do, told where only its effect is seen."""

from __future__ import annotations

from collections.abc import Iterable

import click

from mockserver.spec.model import Spec
from mockserver.visible import visible


def warn_of_idle(overlays: Iterable[str], specs: Iterable[Spec]) -> None:
    """A line on stderr for each overlay that is for none of the documents.

    So for each action that selects nothing in the document that it is for. Raises DocumentError
    for an overlay that is broken.
    """
    paths = tuple(overlays)
    if not paths:
        return
    from mockserver.source.overlay import WITHOUT_EFFECT, unused  # few settings name any

    read = tuple(specs)
    faults = (each for spec in read for each in spec.root.document.faults)
    idle = (each for each in faults if each.rule == WITHOUT_EFFECT.id)
    for found in (*unused(paths, [spec.file for spec in read]), *idle):
        told = f"{found.origin}: {found.severity.value}: {found.message} [{found.rule}]"
        click.echo(visible(told), err=True)
