"""Creating pages and appending revisions, with the steps that follow."""
