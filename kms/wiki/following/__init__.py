"""Notifies subscribers of page changes."""
