"""Faces that a reader does not know: of other families, and of nobody."""
