"""Stamps in use, in time: what a tracker of streams makes of presses, swipes and fingers."""
