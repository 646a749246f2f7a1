"""成语接龙 (idiom chain): dictionary, judge and opponent. Pure; no model, no network."""
