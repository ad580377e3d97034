"""Making a page and appending a revision, with all that follows from it."""
