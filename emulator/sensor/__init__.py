"""The sensor behind the glass: what becomes of counts before a frame leaves it."""
