"""Imports a folder of files as pages of a space."""
