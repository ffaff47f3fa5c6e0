"""Where it lies: candidate to pose, sites and what the face explains."""
