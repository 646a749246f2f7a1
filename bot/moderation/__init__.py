"""Posts on their way to publication: states, censors, drain and review."""
