"""Long runs against the reader: ``python -m tests.fuzz --seconds 600`` (``make fuzz``)."""
