"""Whether an implementation keeps the promises of the document."""
