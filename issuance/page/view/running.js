/** Words that change with the time, second by second, as long as they are on the page. */

import {element} from "../element.js";

const SECOND_MS = 1000;

/** Make a paragraph that says `text()` now and every second from now on. */
export function running(text) {
  const node = element("p", {class: "running"}, text());
  const timer = setInterval(() => {
    if (node.isConnected) node.textContent = text();
    else clearInterval(timer);
  }, SECOND_MS);
  return node;
}
