"""What makes cheating dear: pure functions and numbers. docs/security.md says what each is worth.

::

    plausibility.py   did a hand do this?             replay.py   was exactly this shown before?
    limits.py         how often may it be tried?      scans.py    the same of a kiosk's frames
    price.py          what does a new device cost?    puzzle.py   was that paid?
    alarm.py          is it used as it always was?
"""
