/** Stamps whose use left its usual pattern. */

import {element} from "/page/element.js";
import {api} from "../session.js";
import {show} from "./frame.js";
import {table, told} from "./table.js";

const COLUMNS = ["alarms.when", "alarms.stamp", "alarms.kind"];

export async function showAlarms(words) {
  const alarms = (await api.list("/v1/alarms")).reverse();  // the newest first
  show(words.say("nav.alarms"),
    element("h1", {}, words.say("nav.alarms")),
    element("p", {class: "soft"}, words.say("alarms.what")),
    alarms.length ? table(words, words.say("nav.alarms"), COLUMNS, alarms.map((alarm) => [
      element("td", {}, words.moment(alarm.at)),
      element("th", {scope: "row"},
        element("a", {href: `#/${alarm.merchant_id}/stamps`}, alarm.stamp_id)),
      element("td", {}, what(words, alarm)),
    ])) : element("p", {}, words.say("alarms.none")));
}

/** What an alarm says, in words where there are some for its kind. */
function what(words, {kind, details}) {
  const word = `alarm.${kind}`;
  return words.has(word) ? words.say(word, details) : `${kind} ${told(details)}`;
}
