"""What each command does, free of any platform."""
