"""The back-plane as a flexible circuit board: copper under every dot, all of it one net."""
