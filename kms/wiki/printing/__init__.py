"""Printing: page footers, posters and labels."""
