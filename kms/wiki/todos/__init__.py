"""Tasks and mentions in page texts."""
