"""Values that flow through the house. Standard library only, frozen, no behaviour beyond reading."""
