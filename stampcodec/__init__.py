"""Capacitive stamps: a merchant ID as rubber dots, read from a touch panel."""
