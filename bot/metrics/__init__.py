"""What the bot counts, for Prometheus; counted where it happens, and always: a call costs about 1 µs."""
