"""What a page carries onto paper; posters and labels."""
