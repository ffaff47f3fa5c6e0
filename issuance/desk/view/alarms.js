/** Stamps whose use left its usual pattern. */

import {element} from "/page/element.js";
import {api} from "../session.js";
import {show} from "./frame.js";

export async function showAlarms(words) {
  const alarms = await api.list("/v1/alarms");
  show(words.say("nav.alarms"),
    element("h1", {}, words.say("nav.alarms")),
    element("p", {class: "soft"}, words.say("alarms.what")),
    alarms.length ? list(words, alarms) : element("p", {}, words.say("alarms.none")));
}

function list(words, alarms) {
  const heads = ["alarms.when", "alarms.stamp", "alarms.kind", "alarms.details"];
  return element("div", {
    class: "scroll", tabindex: 0, role: "region", "aria-label": words.say("nav.alarms"),
  },
    element("table", {},
      element("thead", {}, element("tr", {}, heads.map((word) =>
        element("th", {scope: "col"}, words.say(word))))),
      element("tbody", {}, alarms.map((alarm) => element("tr", {},
        element("td", {}, words.moment(alarm.at)),
        element("th", {scope: "row"},
          element("a", {href: `#/${alarm.merchant_id}/stamps`}, alarm.stamp_id)),
        element("td", {}, alarm.kind),
        element("td", {}, details(alarm.details)))))));
}

function details(told) {
  return Object.entries(told ?? {}).map(([name, value]) => `${name} ${value}`).join(", ");
}
