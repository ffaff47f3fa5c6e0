/** A drawing for vouchers without a picture; which one follows from the campaign's identifier. */

import {drawn} from "../element.js";

// A ground and three colours on it.
const PALETTES = [
  ["#1f4d4a", "#3d8579", "#e9c98d", "#d96b4a"],
  ["#5a2a47", "#97436a", "#f0a58f", "#f3d6a4"],
  ["#26375f", "#4766a6", "#9fc0e0", "#f2b880"],
  ["#7a2e1f", "#b9503a", "#f0b27a", "#f7dfb8"],
  ["#2d4a2f", "#5c8453", "#c9cf8a", "#eeb765"],
];

export function cover(name) {
  let state = Array.from(name).reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)) >>> 0, 7);
  const next = (most) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 * most;
  };
  const [ground, ...colours] = PALETTES[Math.floor(next(PALETTES.length))];
  const dots = Array.from({length: 6}, (_, i) => drawn("circle", {
    cx: 20 + 72 * i + next(40), cy: 20 + next(140), r: 20 + next(58),
    fill: colours[i % colours.length], opacity: 0.85,
  }));
  return drawn("svg", {
    class: "card-picture", viewBox: "0 0 400 180", preserveAspectRatio: "xMidYMid slice",
    "aria-hidden": "true",
  }, drawn("rect", {width: 400, height: 180, fill: ground}), dots);
}
