"""The link: presses read through a pseudo terminal, and every byte accounted for."""
