"""Text of unknown origin inside of workflow commands of GitHub Actions."""

import re

from mockserver.visible import visible

_COLON = re.compile(":(?=:)")


def data(text: str) -> str:
    """Escaped as the runner of GitHub Actions reads it (actions/toolkit, command.ts)."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def property_value(text: str) -> str:
    """The same for what stands before the message of a command."""
    return data(visible(text)).replace(":", "%3A").replace(",", "%2C")


def inert(line: str) -> str:
    """A line that the runner takes for no command of either of its two forms."""
    return _COLON.sub(": ", visible(line)).replace("##[", "## [")
