/** What is said where no stamp can touch: a mouse, or a tablet that reports no touch. */

import {element} from "../element.js";
import {qr} from "./qr.js";

/** Whether a stamp can be pressed here: on a screen that feels touches, or by a demo's module. */
export function canTouch() {
  return navigator.maxTouchPoints > 0 || matchMedia("(any-pointer: coarse)").matches
    || document.querySelector('script[src^="/demo/"]') !== null;
}

/** The way to a phone for a shop's link, as a QR code; null where a stamp can be pressed. */
export function onPhone(words, address) {
  if (canTouch()) return null;
  return element("section", {class: "on-phone"},
    element("h2", {}, words.say("phone.title")),
    element("p", {}, words.say("phone.text")),
    qr(address, words.say("phone.qr")));
}
