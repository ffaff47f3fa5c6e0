/**
 * What asks for the other end of a two-ended stamp: a picture of a stamp that is turned over, the
 * seconds that are left, and a way to begin anew.
 */

import {drawn, element} from "../element.js";
import {LONGEST_APART_MS} from "../reading/pair.js";

const RING_PX = 21;
const AROUND = 2 * Math.PI * RING_PX;

export class OtherEnd {
  constructor(words, onAgain) {
    this.picture = turning();
    this.left = drawn("circle", {
      class: "clock-left", r: RING_PX, transform: "rotate(-90)", "stroke-dasharray": AROUND,
    });
    this.seconds = element("span", {
      class: "clock-seconds", role: "timer", "aria-label": words.say("ends.seconds"),
    });
    this.again = element("button", {class: "quiet", onclick: onAgain}, words.say("ends.again"));
    this.node = element("div", {class: "other-end"},
      element("p", {class: "clock"},
        drawn("svg", {viewBox: "-24 -24 48 48", "aria-hidden": "true"},
          drawn("circle", {class: "clock-rim", r: RING_PX}), this.left),
        this.seconds),
      this.again);
    this.hide();
  }

  hide() {
    this.node.hidden = true;
    this.picture.classList.remove("is-asked");
  }

  /** Show how much time is left. */
  show(leftMs) {
    this.node.hidden = false;
    this.picture.classList.add("is-asked");
    this.left.setAttribute("stroke-dashoffset", AROUND * (1 - leftMs / LONGEST_APART_MS));
    const text = String(Math.ceil(leftMs / 1000));
    if (this.seconds.textContent !== text) this.seconds.textContent = text;
  }
}

/** A stamp with a plain end up and a notched one down, an arrow around it, and the phone below. */
function turning() {
  return drawn("svg", {class: "turning", viewBox: "0 0 160 160"},
    drawn("g", {class: "turning-stamp"},
      drawn("rect", {x: 71, y: 44, width: 18, height: 52, rx: 6}),
      drawn("rect", {class: "turning-end", x: 54, y: 30, width: 52, height: 15, rx: 5}),
      drawn("path", {
        class: "turning-end",
        d: "M59 95 H101 a5 5 0 0 1 5 5 v5 a5 5 0 0 1 -5 5 H87 l-7 -8 -7 8 H59 "
          + "a5 5 0 0 1 -5 -5 v-5 a5 5 0 0 1 5 -5 z",
      })),
    drawn("path", {class: "turning-arrow", d: "M118 40 A50 50 0 0 1 118 100"}),
    drawn("path", {class: "turning-arrow", d: "M128 97 L118 101 L115 90"}),
    drawn("rect", {class: "turning-phone", x: 34, y: 124, width: 92, height: 12, rx: 5}));
}
