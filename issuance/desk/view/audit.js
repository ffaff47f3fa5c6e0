/** The audit trail, the newest events first. */

import {element} from "/page/element.js";
import {api} from "../session.js";
import {doing, show} from "./frame.js";
import {table, told} from "./table.js";

const A_PAGE = 50;
const COLUMNS = [
  "audit.number", "audit.when", "audit.kind", "audit.subject", "audit.who", "audit.details",
];

export async function showAudit(words) {
  const page = await events(null);
  const listed = table(words, words.say("nav.audit"), COLUMNS, rows(words, page.items));
  let next = page.next;
  const earlier = element("button", {
    onclick: () => doing(words, earlier, async () => {
      const more = await events(next);
      next = more.next;
      listed.querySelector("tbody").append(...rows(words, more.items).map((cells) =>
        element("tr", {}, cells)));
      if (next === null) earlier.remove();
    }),
  }, words.say("audit.earlier"));
  show(words.say("nav.audit"),
    element("h1", {}, words.say("nav.audit")),
    element("p", {class: "soft"}, words.say("audit.what")),
    page.items.length ? listed : element("p", {}, words.say("audit.none")),
    next !== null && earlier);
}

function events(after) {
  return api.get(`/v1/audit?newest=true&limit=${A_PAGE}${after ? `&after=${after}` : ""}`);
}

function rows(words, items) {
  return items.map((event) => [
    element("th", {scope: "row"}, String(event.seq)),
    element("td", {}, words.moment(event.at)),
    element("td", {}, event.kind),
    element("td", {class: "code"}, event.subject),
    element("td", {class: "code"}, event.actor),
    element("td", {class: "code"}, told(JSON.parse(event.details))),
  ]);
}
