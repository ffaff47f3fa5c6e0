"""The screen: glass over electrodes, and what their nodes feel of a contact."""
