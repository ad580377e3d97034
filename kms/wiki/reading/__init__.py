"""Pages as their readers see them, and what the search knows of them."""
