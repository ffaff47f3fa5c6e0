"""How often faces of which only some dots have landed are given a wrong name."""
