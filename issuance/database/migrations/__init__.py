"""How the tables came to be, one step a file, and how a database is brought up to date."""
