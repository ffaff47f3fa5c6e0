"""Requests without end against the description of the API; run by `make api`."""
