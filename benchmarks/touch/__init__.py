"""Touch points of touch5: rates, speed, and the whole path from a face to the ID."""
