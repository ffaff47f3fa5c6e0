/**
 * The imprint of a stamp, drawn as a seal; the dots themselves, which name the shop, are not shown.
 *
 *      .─ name of the shop ─.      the ring lies as the stamp fell,
 *     (          ✓           )     the mark within stands upright
 *      '─── 24 Nov 2026 ────'
 */

import {drawn} from "../element.js";
import {mark} from "./mark.js";

// The seal is drawn 100 units wide and laid out at any size.
const RADIUS = 46;
let count = 0;

/** Draw a seal about (0, 0), 100 wide: its ring turned by an angle, a mark of a row within. */
export function seal(name, below, angleDeg, markName, stamps) {
  count += 1;
  const [over, under] = [`over-${count}`, `under-${count}`];
  return drawn("g", {class: "seal", "aria-hidden": "true"},
    drawn("g", {class: "seal-turned", transform: `rotate(${angleDeg})`},
      drawn("defs", {},
        drawn("path", {id: over, d: arc(37, -1)}),
        drawn("path", {id: under, d: arc(41, 1)})),
      drawn("circle", {class: "seal-rim", r: RADIUS}),
      drawn("circle", {class: "seal-ring", r: 32}),
      around(over, name.length > 24 ? `${name.slice(0, 23)}…` : name),
      around(under, below)),
    drawn("g", {transform: "scale(0.5)"}, mark(markName, stamps)));
}

/** Place a seal where the stamp fell: its centre and width in pixels of the drawing. */
export function placed(drawing, {x, y}, widthPx) {
  return drawn("g", {class: "placed", transform: `translate(${x} ${y}) scale(${widthPx / 100})`},
    drawn("g", {class: "imprint"}, drawing));
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
