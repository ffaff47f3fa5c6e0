/** The face of a stamp, drawn from its stamp.json: as its dots land on a screen. */

import {drawn} from "/page/element.js";

export function face({outline_mm: outline, dots}, label) {
  const half = outline / 2;
  return drawn("svg", {
    viewBox: `${-half - 1} ${-half - 1} ${outline + 2} ${outline + 2}`,
    role: "img", "aria-label": label,
  },
  drawn("rect", {
    class: "face-outline", x: -half, y: -half, width: outline, height: outline, rx: 2,
  }),
  dots.map((dot) => drawn("circle", {
    class: dot.role === "anchor" ? "face-anchor" : "face-dot",
    cx: dot.x_mm, cy: dot.y_mm, r: dot.diameter_mm / 2,
  })));
}
