"""What each chat has set."""
