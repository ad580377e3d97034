"""Pages as readers see them, and what search knows of them."""
