/** The merchants that the key may see, and a form for another one. */

import {element} from "/page/element.js";
import {api} from "../session.js";
import {doing, field, show, tell} from "./frame.js";

export async function showMerchants(words) {
  const merchants = await api.list("/v1/merchants");
  const name = element("input", {id: "name", required: true, maxlength: 200});
  const area = element("input", {id: "area", maxlength: 100});
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
          await api.post("/v1/merchants", {name: name.value, area: area.value});
          await showMerchants(words);
        });
      },
    },
    element("h2", {}, words.say("merchants.new")),
    field(words.say("merchants.name"), name),
    field(words.say("merchants.area"), area, words.say("merchants.area-hint")),
    add));
}

function tile(words, merchant) {
  const rename = element("button", {
    "aria-label": words.say("merchant.rename-of", merchant),
    onclick: () => {
      const form = renaming(words, merchant);
      rename.replaceWith(form);
      form.querySelector("input").select();
    },
  }, words.say("merchant.rename"));
  return [
    element("h2", {}, element("a", {href: `#/${merchant.id}/campaigns`}, merchant.name)),
    merchant.area ? element("p", {class: "soft"}, merchant.area) : null,
    element("p", {class: "soft code"}, merchant.id),
    element("p", {class: "ways"},
      element("a", {href: `#/${merchant.id}/campaigns`}, words.say("nav.campaigns")),
      element("a", {href: `#/${merchant.id}/stamps`}, words.say("nav.stamps"))),
    rename,
  ];
}

function renaming(words, merchant) {
  const name = element("input", {
    id: `name-${merchant.id}`, required: true, maxlength: 200, value: merchant.name,
  });
  const save = element("button", {class: "primary"}, words.say("form.save"));
  return element("form", {
    onsubmit: (event) => {
      event.preventDefault();
      doing(words, save, async () => {
        const changed = await api.change("PATCH", `/v1/merchants/${merchant.id}`, {
          name: name.value,
        });
        await showMerchants(words);
        tell(words.say("merchant.renamed", changed));
      });
    },
  }, field(words.say("merchant.new-name"), name), save);
}
