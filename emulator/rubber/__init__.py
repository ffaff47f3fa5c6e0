"""The rubber: where the dots of a face really are, and how well each touches."""
