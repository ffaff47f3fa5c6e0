"""The part as solids: dots, base, back-plane and handle, and the mould that they come from."""
