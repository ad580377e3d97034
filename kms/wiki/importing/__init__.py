"""A folder of files becomes pages of a space."""
