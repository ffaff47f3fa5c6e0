/** What is kept of a customer, here and by the server, and how all of it here is deleted. */

import {element} from "../element.js";
import {Lost} from "../problem.js";
import {forgotten, isRegistered} from "../wallet/device.js";
import {tell} from "./page.js";
import {refusalText} from "./refusal.js";

/** Tell what is kept, with a button that deletes; null where there is nothing to delete. */
export function ownData(words, gone) {
  if (!isRegistered()) return null;
  const ways = element("div", {class: "actions"});
  ask();
  return element("details", {class: "receipt"},
    element("summary", {}, words.say("data.title")),
    element("p", {class: "note"}, words.say("data.phone")),
    element("p", {class: "note"}, words.say("data.server")),
    ways);

  function ask() {
    ways.replaceChildren(element("button", {onclick: () => confirm()}, words.say("data.delete")));
  }

  function confirm() {
    const keep = element("button", {onclick: () => ask()}, words.say("data.keep"));
    const sure = element("button", {class: "danger", onclick: () => wipe(sure)},
      words.say("data.sure"));
    ways.replaceChildren(element("p", {class: "note"}, words.say("data.lost")), sure, keep);
    keep.focus();
  }

  async function wipe(sure) {
    sure.disabled = true;
    try {
      await forgotten();
      await gone();
      tell(words.say("data.deleted"));
    } catch (error) {
      sure.disabled = false;
      tell(error instanceof Lost ? words.say("data.offline") : refusalText(words, error));
    }
  }
}
