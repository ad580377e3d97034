"""Page attachments."""
