"""Saving a page: preparing, merging, what comes of a clash."""
