"""Saving a page: preparing, merging, storing, again where somebody was faster."""
