"""What admins see of how the bot is: /health, and alerts in the review chat."""
