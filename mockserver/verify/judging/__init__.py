"""What answers have to keep, one by one and all together."""
