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

/** A stamp, its plain end up and its notched one down, an arrow around it, the phone below. */
function turning() {
  return drawn("svg", {class: "turning", viewBox: "0 0 160 160"},
    drawn("g", {class: "turning-stamp"},
      drawn("path", {d: "M69 40 H91 V76 H86 V84 H91 V100 H69 V84 H74 V76 H69 z"}),
      drawn("rect", {class: "turning-end", x: 54, y: 30, width: 52, height: 14, rx: 4}),
      drawn("rect", {class: "turning-end", x: 54, y: 96, width: 52, height: 14, rx: 4})),
    drawn("path", {class: "turning-arrow", d: "M118 40 A50 50 0 0 1 118 100"}),
    drawn("path", {class: "turning-arrow", d: "M128 97 L118 101 L115 90"}),
    drawn("rect", {class: "turning-phone", x: 34, y: 124, width: 92, height: 12, rx: 5}));
}
