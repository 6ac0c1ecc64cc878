"""The target and the oracle side by side: asked the same, compared by relation."""
