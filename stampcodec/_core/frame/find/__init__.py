"""Where a face may lie: frame to scene to candidates."""
