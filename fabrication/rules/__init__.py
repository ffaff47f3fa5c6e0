"""Design rules: what a shop can make, and what a panel can read.

`check.check` runs them all, in the order of its table.
"""
