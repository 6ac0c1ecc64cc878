"""What is wrong in a document and in its fixtures, each fault at its line.

``check_document`` comes with the room. What only some need is asked for where it lives:
``validate.fixtures.check_fixtures``, ``validate.rules.all_rules``, ``validate.levels`` and
``validate.baseline``; they load far more than a check of one document takes.
"""

from mockserver.validate.document import Checked, check_document

__all__ = ["Checked", "check_document"]
