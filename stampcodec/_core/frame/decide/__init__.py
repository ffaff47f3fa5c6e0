"""What it says, and whether to believe it: sites to word to verdict."""
