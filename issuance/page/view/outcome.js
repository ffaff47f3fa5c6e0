/** What came of a touch, to be seen from across the counter: mark, word, and how long ago. */

import {element} from "../element.js";
import {markPicture} from "./mark.js";
import {running} from "./running.js";
import {STATES} from "./states.js";

/** Show in a node the outcome of a touch that has just counted. */
export function showOutcome(node, words, row, stamps) {
  const at = new Date();
  const sinceMs = performance.now();
  const {pill, mark} = STATES[row];
  node.replaceChildren(
    markPicture(mark, stamps, "outcome-mark"),
    element("p", {class: "outcome-word", "aria-hidden": "true"}, words.say(pill, stamps)),
    running(() => `${words.clock(at)} · ${words.ago(performance.now() - sinceMs)}`));
  node.hidden = false;
}
