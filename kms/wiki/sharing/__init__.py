"""Who may read a page, access requests, restricted pages."""
