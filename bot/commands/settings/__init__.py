"""/settings and /lang: what a chat sets for itself."""
