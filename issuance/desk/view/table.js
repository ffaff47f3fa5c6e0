/** A table that scrolls sideways where it is too wide, for the keyboard as well. */

import {element} from "/page/element.js";

/** Lay out rows of cells below the words of their columns. */
export function table(words, name, columns, rows) {
  return element("div", {class: "scroll", tabindex: 0, role: "region", "aria-label": name},
    element("table", {},
      element("thead", {}, element("tr", {}, columns.map((word) =>
        element("th", {scope: "col"}, words.say(word))))),
      element("tbody", {}, rows.map((cells) => element("tr", {}, cells)))));
}

/** The words of an object, one after the other. */
export function told(object) {
  return Object.entries(object ?? {}).map(([name, value]) => `${name} ${value}`).join(", ");
}
