"""What is attached to pages."""
