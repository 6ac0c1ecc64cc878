"""What the target is: there or not, whose records, how it is reset, and what proves who asks."""
