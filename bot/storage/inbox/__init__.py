"""The inbox: updates from their arrival until they are handled."""
