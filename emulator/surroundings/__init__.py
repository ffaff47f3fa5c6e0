"""What else lies on the screen beside the face: fingers, palms, water."""
