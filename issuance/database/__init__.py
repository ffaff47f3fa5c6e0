"""Where the ledger keeps its rows: SQLite in a file, or a PostgreSQL server by URL.

`tables` says what there is, `migrations` how it came to be, `engine` how it is talked to. Only
`issuance.ledger` writes.
"""
