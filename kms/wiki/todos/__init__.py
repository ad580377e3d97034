"""Tasks and names in the text of pages."""
