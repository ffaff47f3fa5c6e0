"""What a benchmark reports: figures, intervals, requirements, tables and files of runs."""
