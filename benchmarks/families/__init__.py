"""What each family reads and what it names wrongly, to choose by: docs/families.md."""
