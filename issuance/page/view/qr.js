/** A text as a QR code, drawn as one path. */

import {drawn} from "../element.js";
import {correction, generate} from "../vendor/lean-qr.js";

// Light around the code, in its own squares (ISO/IEC 18004, 6.3.8).
const QUIET = 4;

/** Draw a QR code, dark on white in both schemes, with a name for those who do not see it. */
export function qr(text, label) {
  const code = generate(text, {minCorrectionLevel: correction.M});
  const squares = [];
  for (let y = 0; y < code.size; y++) {
    for (let x = 0; x < code.size; x++) {
      if (code.get(x, y)) squares.push(`M${x} ${y}h1v1h-1z`);
    }
  }
  const width = code.size + 2 * QUIET;
  return drawn("svg", {
    class: "qr", viewBox: `${-QUIET} ${-QUIET} ${width} ${width}`, role: "img", "aria-label": label,
    "shape-rendering": "crispEdges",
  },
  drawn("rect", {x: -QUIET, y: -QUIET, width, height: width, fill: "#fff"}),
  drawn("path", {d: squares.join(""), fill: "#000"}));
}
