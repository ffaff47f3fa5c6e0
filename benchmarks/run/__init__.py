"""How a benchmark runs: clocks, counters of instructions and several processes."""
