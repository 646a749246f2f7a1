"""How the store is, which processes share it, and which alerts were told."""
