"""Values that the layers pass to each other: frozen, by the standard library only."""
