"""Posts: what authors, reviewers and administrators can do."""
