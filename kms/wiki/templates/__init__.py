"""Pages that others begin with."""
