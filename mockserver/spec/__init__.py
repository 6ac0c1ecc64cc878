"""The law: an OpenAPI document read, resolved and lifted to one model."""
