"""Spaces, their settings and their pages."""
