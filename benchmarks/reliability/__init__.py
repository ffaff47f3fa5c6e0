"""How often a reading of a given margin is wrong, beside what the margin promises."""
