/**
 * Marks: what a voucher is at a glance, upright whichever way the stamp fell. They differ in shape,
 * not in colour alone.
 *
 *   ring    part    ticket   check    torn     bar     away   question   cross
 *   ( )     (◔)     [   ]    (✓)      [ ⁄ ]    (–)     (→)    (?)        (✕)
 */

import {drawn} from "../element.js";

const RADIUS = 40;
const ROUND = 2 * Math.PI * RADIUS;

const MARKS = {
  ring: () => [circle("mark-dashed")],
  part: ({collected, needed}) => [
    circle("mark-faint"),
    drawn("circle", {
      class: "mark-line", r: RADIUS, transform: "rotate(-90)",
      "stroke-dasharray": `${ROUND * collected / needed} ${ROUND}`,
    }),
    drawn("text", {class: "mark-count", y: 12}, String(collected)),
  ],
  ticket: () => [drawn("path", {
    class: "mark-line",
    d: "M-44 -28 H44 V-10 A10 10 0 0 0 44 10 V28 H-44 V10 A10 10 0 0 0 -44 -10 Z",
  })],
  check: () => [
    drawn("circle", {class: "mark-solid", r: 46}),
    drawn("path", {class: "mark-cut", d: "M-22 1 L-6 17 L24 -17"}),
  ],
  // Two halves of a ticket, apart.
  torn: () => [
    drawn("path", {class: "mark-solid", d: "M-48 -34 H-2 L-12 -16 L2 4 L-10 22 L-4 30 H-48 Z"}),
    drawn("path", {class: "mark-solid", d: "M14 -30 H48 V34 H12 L4 24 L16 6 L2 -14 Z"}),
  ],
  bar: () => [circle("mark-line"), drawn("path", {class: "mark-line", d: "M-18 0 H18"})],
  away: () => [
    circle("mark-line"), drawn("path", {class: "mark-line", d: "M-18 0 H18 M4 -14 L18 0 L4 14"}),
  ],
  question: () => [circle("mark-dashed"), drawn("text", {class: "mark-count", y: 14}, "?")],
  cross: () => [
    circle("mark-line"), drawn("path", {class: "mark-line", d: "M-15 -15 L15 15 M15 -15 L-15 15"}),
  ],
};

/** Draw a mark, 100 units wide about (0, 0). */
export function mark(name, stamps) {
  return drawn("g", {class: `mark-${name}`, "aria-hidden": "true"}, MARKS[name](stamps));
}

/** The same as a picture of its own. */
export function markPicture(name, stamps, className) {
  return drawn("svg", {class: className, viewBox: "-50 -50 100 100", "aria-hidden": "true"},
    mark(name, stamps));
}

function circle(className) {
  return drawn("circle", {class: className, r: RADIUS});
}
