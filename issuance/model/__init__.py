"""The nouns of the service: frozen values, one a file. They know no database and no clock."""
