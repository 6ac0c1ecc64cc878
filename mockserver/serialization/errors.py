"""What is raised when text or bytes cannot be read or written."""


class UnreadableError(ValueError):
    """The base of both; ``detail`` is one sentence for whoever sent it."""

    def __init__(self, detail: str) -> None:
        self.detail = detail
        super().__init__(detail)


class StyleError(UnreadableError):
    """A parameter's text does not have its style's form, or a value cannot be written in it."""


class BodyError(UnreadableError):
    """A body is not what its media type says, or a value cannot be written as such a body."""


_SHOWN = 60


def excerpt(value: object) -> str:
    """A value as a sentence may quote it: shortened, and printable whatever it holds."""
    try:
        shown = repr(value[:_SHOWN] if isinstance(value, (str, bytes)) else value)
    except (ValueError, RecursionError):  # an integer or a nest beyond the interpreter's limits
        return f"a {type(value).__name__} of great size"
    return shown if len(shown) <= _SHOWN else f"{shown[:_SHOWN]}..."
