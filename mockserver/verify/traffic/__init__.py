"""What was recorded of an API is asked of it again, and held against what it answers now."""
