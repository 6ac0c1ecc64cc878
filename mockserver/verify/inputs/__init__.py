"""What may be sent to an operation, and what it may refuse."""
