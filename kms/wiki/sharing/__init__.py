"""Who may read a page, asking to be let in, restricted pages."""
