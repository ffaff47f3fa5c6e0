"""The archives: what they hold, and that they install where nothing else is."""
