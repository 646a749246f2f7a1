"""Games of 成语接龙 (idiom chain)."""
