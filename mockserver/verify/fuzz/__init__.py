"""Requests that Schemathesis makes up; the one room that knows it."""
