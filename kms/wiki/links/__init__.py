"""Where `[[links]]` lead, how they are written, and keeping them alive."""
