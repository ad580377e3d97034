"""Pages to another place, with all below them."""
