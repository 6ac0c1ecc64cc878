"""What an overlay does not do, told where only its effect is seen."""

from __future__ import annotations

from collections.abc import Iterable

import click

from mockserver.visible import visible


def warn_of_unused(overlays: Iterable[str], documents: Iterable[str]) -> None:
    """A line on stderr for each overlay that is for none of the documents.

    Raises DocumentError for one that is broken.
    """
    paths = tuple(overlays)
    if not paths:
        return
    from mockserver.source.overlay import unused  # few settings name any

    for each in unused(paths, documents):
        told = f"{each.origin}: {each.severity.value}: {each.message} [{each.rule}]"
        click.echo(visible(told), err=True)
