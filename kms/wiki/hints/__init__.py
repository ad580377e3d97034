"""Readers tell the responsible person what is wrong with a page."""
