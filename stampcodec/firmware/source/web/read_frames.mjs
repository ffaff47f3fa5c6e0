// Reads a file of frames, one reading a line: node web/read_frames.mjs stamp_reader.wasm FRAMES.
//
// FRAMES holds int16, little endian, ROWS x COLUMNS each. A line is a reading as JSON, with the
// microseconds that it took.

import { readFile } from "node:fs/promises";
import { argv, exit, stderr, stdout } from "node:process";

import { COLUMNS, loadStampReader, ROWS } from "./stamp_reader.mjs";

if (argv.length !== 4) {
  stderr.write("usage: node read_frames.mjs stamp_reader.wasm FRAMES\n");
  exit(2);
}
try {
  const reader = await loadStampReader(readFile(argv[2]));
  const bytes = new Uint8Array(await readFile(argv[3])).buffer;
  const frameBytes = 2 * ROWS * COLUMNS;
  for (let start = 0; start + frameBytes <= bytes.byteLength; start += frameBytes) {
    const counts = new Int16Array(bytes, start, ROWS * COLUMNS);
    const before = performance.now();
    const reading = reader.read(counts);
    const took = 1000 * (performance.now() - before);
    stdout.write(`$${JSON.stringify({ ...reading, microseconds: took })}\n`);
  }
} catch (error) {
  stderr.write(`read_frames: $${error.message}\n`);
  exit(1);
}
