"""Posts on their way to publication: transitions, censors, delivery and review cards."""
