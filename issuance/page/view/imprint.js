/**
 * The imprint of a stamp, drawn as a seal; the dots themselves, which name the shop, are not shown.
 *
 *      .─ name of the shop ─.
 *     (          ✓           )
 *      '─── 24 Nov 2026 ────'
 */

import {drawn} from "../element.js";

// The seal is drawn 100 units wide and laid out at any size.
const RADIUS = 46;
let count = 0;

/** Draw a seal about (0, 0), 100 wide. */
export function seal(name, below) {
  count += 1;
  const [over, under] = [`over-${count}`, `under-${count}`];
  return drawn("g", {class: "seal", "aria-hidden": "true"},
    drawn("defs", {},
      drawn("path", {id: over, d: arc(37, -1)}),
      drawn("path", {id: under, d: arc(41, 1)})),
    drawn("circle", {class: "seal-rim", r: RADIUS}),
    drawn("circle", {class: "seal-ring", r: 32}),
    around(over, name.length > 24 ? `${name.slice(0, 23)}…` : name),
    around(under, below),
    drawn("path", {class: "seal-tick", d: "M-15 1 L-4 12 L16 -12"}));
}

/** Place a seal as the stamp fell: centre, angle and width in pixels of the drawing. */
export function placed(drawing, {x, y, angle_deg: angle}, widthPx) {
  return drawn("g", {
    transform: `translate(${x} ${y}) rotate(${angle}) scale(${widthPx / 100})`,
  }, drawn("g", {class: "imprint"}, drawing));
}

function around(path, text) {
  const along = drawn("textPath", {href: `#${path}`, startOffset: "50%"}, text);
  const wide = [...text].length > 16;
  return drawn("text", {class: wide ? "seal-text seal-long" : "seal-text"}, along);
}

/** Half a circle to write on, from left to right, over (-1) or under (1) the middle. */
function arc(radius, side) {
  return `M${-radius} 0 A${radius} ${radius} 0 0 ${side < 0 ? 1 : 0} ${radius} 0`;
}
