"""Writers, one file a format; each renders bytes that depend on nothing but its arguments."""
