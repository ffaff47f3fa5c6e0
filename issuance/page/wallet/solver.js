/**
 * A worker that solves puzzles: it is sent a puzzle and answers with a number for which
 * SHA-256(`${puzzle}:${number}`) begins with as many zero bits as the puzzle's first part says.
 *
 * Puzzle and number fit into one block, so a try is one round of the hash (FIPS 180-4, 6.2).
 */

const ROUNDS = 64;
const [K, H] = constants().map((words) => Int32Array.from(words));
// The words of a block, made once.
const W = new Int32Array(ROUNDS);

addEventListener("message", ({data: puzzle}) => {
  const bits = Number.parseInt(puzzle, 10);
  let number = 0;
  while (zeros(firstWord(`${puzzle}:${number}`)) < bits) number += 1;
  postMessage(String(number));
});

/** Leading zero bits of a word; puzzles have no more than 32. */
function zeros(word) {
  return Math.clz32(word);
}

/** The first word of the hash of a text of at most 55 ASCII characters. */
function firstWord(text) {
  W.fill(0, 0, 16);
  for (let i = 0; i < text.length; i++) W[i >> 2] |= text.charCodeAt(i) << (24 - 8 * (i & 3));
  W[text.length >> 2] |= 0x80 << (24 - 8 * (text.length & 3));
  W[15] = 8 * text.length;
  for (let i = 16; i < ROUNDS; i++) {
    const x = W[i - 15];
    const y = W[i - 2];
    W[i] = W[i - 16] + (turned(x, 7) ^ turned(x, 18) ^ (x >>> 3))
      + W[i - 7] + (turned(y, 17) ^ turned(y, 19) ^ (y >>> 10));
  }
  let a = H[0];
  let b = H[1];
  let c = H[2];
  let d = H[3];
  let e = H[4];
  let f = H[5];
  let g = H[6];
  let h = H[7];
  for (let i = 0; i < ROUNDS; i++) {
    const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g))
      + K[i] + W[i]) | 0;
    const two = (turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
    h = g;
    g = f;
    f = e;
    e = (d + one) | 0;
    d = c;
    c = b;
    b = a;
    a = (one + two) | 0;
  }
  return (a + H[0]) | 0;
}

function turned(word, by) {
  return (word >>> by) | (word << (32 - by));
}

/** Fractional parts of the cube and square roots of the first primes, 32 bits of each. */
function constants() {
  const primes = [];
  for (let n = 2; primes.length < ROUNDS; n++) if (primes.every((p) => n % p)) primes.push(n);
  const part = (root) => ((root - Math.floor(root)) * 2 ** 32) | 0;
  return [primes.map((p) => part(Math.cbrt(p))), primes.slice(0, 8).map((p) => part(Math.sqrt(p)))];
}
