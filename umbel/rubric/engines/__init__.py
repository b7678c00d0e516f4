"""Where the query runs: DuckDB in this process, or Spark where a register outgrows one machine."""
