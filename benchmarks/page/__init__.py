"""How fast the reading page is there on a slow network, and what it weighs."""
