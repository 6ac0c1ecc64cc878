"""One module for each server that is measured; see ``bench.peer``."""
