"""Does a test notice when the code does something else? Mutants of some rooms."""
