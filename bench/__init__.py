"""How fast this mock server is, and others are, on this machine."""
