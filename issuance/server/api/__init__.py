"""The routes, one noun a file. They ask the ledger and say what it answers, nothing else."""
