"""A touch controller in virtual time, and the line that its bytes leave on."""
