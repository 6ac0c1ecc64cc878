"""Where a value was written."""

from mockserver.value import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Origin:
    """A place in a text file. Line and column count from 1; columns count code points."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"
