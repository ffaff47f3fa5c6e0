"""What goes in and out as JSON, one noun a file."""
