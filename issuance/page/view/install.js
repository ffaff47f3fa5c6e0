/**
 * A place on the Home Screen, where the browser offers one whose page keeps the same vouchers. On
 * iPhones such a page has storage of its own: nothing is said there that leads away from vouchers.
 */

import {element} from "../element.js";

let offer = null;

/** Keep what the browser offers until somebody wants it; `changed` is called when it comes. */
export function hearOffer(changed) {
  addEventListener("beforeinstallprompt", (event) => {
    event.preventDefault();
    offer = event;
    changed();
  });
  addEventListener("appinstalled", () => {
    offer = null;
    changed();
  });
}

/** The hint; null where the browser offers nothing. */
export function installing(words) {
  if (!offer) return null;
  const hint = element("section", {class: "hint"},
    element("p", {}, words.say("install.text")),
    element("button", {
      onclick: () => {
        offer?.prompt();
        offer = null;
        hint.remove();
      },
    }, words.say("install.add")));
  return hint;
}
