"""Unsaved text kept for its writer, and who else is writing."""
