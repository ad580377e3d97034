"""Pages: queries, their tree, stored renderings."""
