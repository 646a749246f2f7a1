"""What happens at each command, one file each, free of any platform."""
