"""Spaces, their settings and their start pages."""
