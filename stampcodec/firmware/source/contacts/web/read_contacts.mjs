// Reads sets of five contacts, one reading a line: node web/read_contacts.mjs MODULE.wasm POINTS.
//
// POINTS holds float32, little endian, x and y of five points each. A line is a reading as JSON.

import { readFile } from "node:fs/promises";
import { argv, exit, stderr, stdout } from "node:process";

import { loadContactReader, POINTS } from "./stamp_contacts.mjs";

if (argv.length !== 4) {
  stderr.write("usage: node read_contacts.mjs stamp_contacts.wasm POINTS\n");
  exit(2);
}
try {
  const reader = await loadContactReader(readFile(argv[2]));
  const bytes = new Uint8Array(await readFile(argv[3])).buffer;
  const numbers = new Float32Array(bytes, 0, Math.floor(bytes.byteLength / 4));
  for (let start = 0; start + 2 * POINTS <= numbers.length; start += 2 * POINTS) {
    const points = Array.from({ length: POINTS }, (_, k) => {
      return [numbers[start + 2 * k], numbers[start + 2 * k + 1]];
    });
    stdout.write(`$${JSON.stringify(reader.read(points))}\n`);
  }
} catch (error) {
  stderr.write(`read_contacts: $${error.message}\n`);
  exit(1);
}
