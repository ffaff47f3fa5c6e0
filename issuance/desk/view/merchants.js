/** The merchants that the key may see, and a form for another one. */

import {element} from "/page/element.js";
import {api} from "../session.js";
import {doing, field, show, tell} from "./frame.js";

export async function showMerchants(words) {
  const merchants = await api.list("/v1/merchants");
  const name = element("input", {id: "name", required: true, maxlength: 200});
  const area = element("input", {id: "area", maxlength: 100});
  const zone = zoneInput("time-zone");
  const add = element("button", {class: "primary"}, words.say("merchants.add"));
  show(words.say("nav.merchants"),
    element("h1", {}, words.say("nav.merchants")),
    merchants.length ? null : element("p", {}, words.say("merchants.none")),
    element("ul", {class: "tiles"}, merchants.map((merchant) => element("li", {class: "tile"},
      tile(words, merchant)))),
    element("form", {
      class: "narrow",
      onsubmit: (event) => {
        event.preventDefault();
        doing(words, add, async () => {
          const known = zone.value.trim() ? {time_zone: zone.value} : {};
          await api.post("/v1/merchants", {name: name.value, area: area.value, ...known});
          await showMerchants(words);
        });
      },
    },
    element("h2", {}, words.say("merchants.new")),
    field(words.say("merchants.name"), name),
    field(words.say("merchants.area"), area, words.say("merchants.area-hint")),
    field(words.say("merchants.zone"), zone, words.say("merchants.zone-hint")),
    zones(),
    add));
}

/** An input for a time zone; `zones` has those to choose from. */
function zoneInput(id, value = "") {
  return element("input", {id, list: "zones", autocomplete: "off", value});
}

function zones() {
  const names = Intl.supportedValuesOf?.("timeZone") ?? [];
  return element("datalist", {id: "zones"}, names.map((value) => element("option", {value})));
}

function tile(words, merchant) {
  const change = element("button", {
    "aria-label": words.say("merchant.change-of", merchant),
    onclick: () => {
      const form = changing(words, merchant);
      change.replaceWith(form);
      form.querySelector("input").select();
    },
  }, words.say("merchant.change"));
  return [
    element("h2", {}, element("a", {href: `#/${merchant.id}/campaigns`}, merchant.name)),
    merchant.area ? element("p", {class: "soft"}, merchant.area) : null,
    element("p", {class: "soft"}, merchant.time_zone),
    element("p", {class: "soft code"}, merchant.id),
    element("p", {class: "ways"},
      element("a", {href: `#/${merchant.id}/campaigns`}, words.say("nav.campaigns")),
      element("a", {href: `#/${merchant.id}/stamps`}, words.say("nav.stamps"))),
    change,
  ];
}

function changing(words, merchant) {
  const name = element("input", {
    id: `name-${merchant.id}`, required: true, maxlength: 200, value: merchant.name,
  });
  const zone = zoneInput(`time-zone-${merchant.id}`, merchant.time_zone);
  zone.required = true;
  const save = element("button", {class: "primary"}, words.say("form.save"));
  return element("form", {
    onsubmit: (event) => {
      event.preventDefault();
      doing(words, save, async () => {
        const told = {name: name.value, time_zone: zone.value};
        const changes = Object.entries(told).filter(([key, value]) => value !== merchant[key]);
        const changed = await api.change("PATCH", `/v1/merchants/${merchant.id}`,
          Object.fromEntries(changes));
        await showMerchants(words);
        tell(words.say("merchant.changed", changed));
      });
    },
  },
  field(words.say("merchant.new-name"), name),
  field(words.say("merchants.zone"), zone),
  save);
}
