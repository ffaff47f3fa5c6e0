"""Face, hand and glass in, touch frames out: an emulator that knows dots, never codewords."""
