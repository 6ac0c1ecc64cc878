"""Failures as requests that are kept, and sent again."""
