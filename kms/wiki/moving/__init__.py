"""Moving pages, with everything below them."""
