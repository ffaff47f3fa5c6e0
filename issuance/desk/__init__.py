"""The desk of the issuing company: static files."""
