/** One view at a time in the page's `main`, announced to those who do not see it. */

import {element} from "../element.js";

/** Show a view: what it holds, what it is called. */
export function show(title, ...children) {
  const main = document.querySelector("main");
  main.replaceChildren(...children.filter(Boolean));
  tell("");
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
  document.querySelector("#notice").textContent = text;
}

/** A view that says one thing, with a way on. */
export function message(title, text, ...ways) {
  show(title, element("section", {class: "message"},
    element("h1", {}, title), element("p", {}, text), ...ways));
}
