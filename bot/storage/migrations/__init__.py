"""Migrations of the stored data, one file for each schema version."""
