"""What is wrong in a document and in its fixtures, each fault at its line.

What only some need is asked for where it lives: ``validate.fixtures.check_fixtures``,
``validate.rules.all_rules``, ``validate.levels`` and ``validate.baseline``; they load far more than
a check of one document takes, and that far more than one of fixtures.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mockserver.validate.document import Checked, check_document

__all__ = ["Checked", "check_document"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module 'mockserver.validate' has no attribute {name!r}")
    from mockserver.validate import document

    return getattr(document, name)
