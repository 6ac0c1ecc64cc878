"""Examples at the end of a command's help."""


def examples(*lines: str) -> str:
    """An epilog for click, which leaves its lines as they are and wraps other texts."""
    return "\n".join(("\b", "Examples:", *(f"  {line}" for line in lines)))
