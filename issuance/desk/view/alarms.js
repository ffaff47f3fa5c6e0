/** What left its usual pattern: the use of a stamp, mostly. */

import {element} from "/page/element.js";
import {api} from "../session.js";
import {show} from "./frame.js";
import {table, told} from "./table.js";

const COLUMNS = ["alarms.when", "alarms.about", "alarms.kind"];

export async function showAlarms(words) {
  const alarms = (await api.list("/v1/alarms")).reverse();  // the newest first
  show(words.say("nav.alarms"),
    element("h1", {}, words.say("nav.alarms")),
    element("p", {class: "soft"}, words.say("alarms.what")),
    alarms.length ? table(words, words.say("nav.alarms"), COLUMNS, alarms.map((alarm) => [
      element("td", {}, words.moment(alarm.at)),
      element("th", {scope: "row"},
        alarm.merchant_id ? element("a", {href: place(alarm)}, alarm.about)
          : words.say("alarms.everywhere")),
      element("td", {}, what(words, alarm)),
    ])) : element("p", {}, words.say("alarms.none")));
}

/** Where what an alarm is about stands at the desk. */
function place({merchant_id: merchantId, stamp_id: stampId}) {
  return `#/${merchantId}/${stampId ? "stamps" : "campaigns"}`;
}

/** What an alarm says, in words where there are some for its kind. */
function what(words, {kind, details}) {
  const word = `alarm.${kind}`;
  return words.has(word) ? words.say(word, details) : `${kind} ${told(details)}`;
}
