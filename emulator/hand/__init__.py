"""How a hand moves a face: where it is set down, and its way over the glass."""
