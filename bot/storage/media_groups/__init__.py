"""Albums, whose messages arrive as separate updates."""
