/** One view at a time in the page's `main`, announced to those who do not see it. */

import {element} from "../element.js";

const SECOND_MS = 1000;
const counting = new WeakMap();
let shownAt = null;

/** Show a view: what it holds, what it is called. A notice stays while the address does. */
export function show(title, ...children) {
  const main = document.querySelector("main");
  main.replaceChildren(...children.filter(Boolean));
  if (shownAt !== location.href) tell("");
  shownAt = location.href;
  document.title = title;
  const heading = main.querySelector("h1");
  heading.tabIndex = -1;
  // Where the page begins the browser says its title; focus moves when the view changes.
  if (document.body.dataset.shown) heading.focus({preventScroll: true});
  document.body.dataset.shown = "yes";
  scrollTo(0, 0);
}

/** Say something that is worth saying, to eyes and ears. */
export function tell(text) {
  put(document.querySelector("#notice"), text);
}

/** Put a text into a live region; a function is asked every second, and said aloud once. */
export function put(region, text) {
  clearInterval(counting.get(region));
  region.removeAttribute("aria-live");
  const isFixed = typeof text === "string";
  region.textContent = isFixed ? text : text();
  if (isFixed) return;
  counting.set(region, setInterval(() => {
    region.setAttribute("aria-live", "off");
    region.textContent = text();
    if (!region.isConnected) clearInterval(counting.get(region));
  }, SECOND_MS));
}

/** A view that says one thing, with a way on. */
export function message(title, text, ...ways) {
  show(title, element("section", {class: "message"},
    element("h1", {}, title), element("p", {}, text), ...ways));
}
