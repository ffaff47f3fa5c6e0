/** API keys: who has one, a new one whose secret is shown once, and an end to one. */

import {element} from "/page/element.js";
import {api} from "../session.js";
import {doing, field, show, tell} from "./frame.js";
import {table} from "./table.js";

const ROLES = ["read", "redeem", "manage", "kiosk"];
const COLUMNS = [
  "keys.label", "keys.merchant", "keys.roles", "keys.made", "keys.state", "keys.act",
];

export async function showKeys(words, made = null) {
  const merchants = await api.list("/v1/merchants");
  const keys = await api.list("/v1/api-keys");
  const name = new Map(merchants.map((merchant) => [merchant.id, merchant.name]));
  const rows = keys.map((key) => [
    element("th", {scope: "row"}, key.label),
    element("td", {}, name.get(key.merchant_id) ?? words.say("keys.everybody")),
    element("td", {}, key.roles.map((role) => words.say(`role.${role}`)).join(", ")),
    element("td", {}, words.moment(key.created_at)),
    element("td", {}, key.revoked_at
      ? words.say("keys.revoked", {when: words.moment(key.revoked_at)}) : words.say("keys.active")),
    element("td", {}, key.revoked_at ? null : revoking(words, key)),
  ]);
  show(words.say("nav.keys"),
    element("h1", {}, words.say("nav.keys")),
    made && secret(words, made),
    table(words, words.say("nav.keys"), COLUMNS, rows),
    form(words, merchants));
}

/** The secret of a new key: it is nowhere else, and is gone with this view. */
function secret(words, made) {
  const shown = element("input", {
    id: "secret", class: "code", readonly: true, value: made.secret,
    onfocus: () => shown.select(),
  });
  return element("section", {class: "tile"},
    field(words.say("keys.secret", made), shown, words.say("keys.once")));
}

/** A button that revokes at the second press: the first one asks. */
function revoking(words, key) {
  let isSure = false;
  const button = element("button", {
    "aria-label": words.say("keys.revoke-of", key),
    onclick: () => {
      if (!isSure) {
        isSure = true;
        button.textContent = words.say("keys.revoke-sure");
        button.removeAttribute("aria-label");
        button.className = "primary";
        return;
      }
      doing(words, button, async () => {
        await api.call("DELETE", `/v1/api-keys/${key.id}`, {});
        await showKeys(words);
        tell(words.say("keys.done", key));
      });
    },
  }, words.say("keys.revoke"));
  return button;
}

function form(words, merchants) {
  const label = element("input", {id: "label", required: true, maxlength: 200});
  const merchant = element("select", {id: "merchant", onchange: () => offer()},
    element("option", {value: ""}, words.say("keys.everybody")),
    merchants.map(({id, name}) => element("option", {value: id}, name)));
  const boxes = ROLES.map((role) => element("input", {
    id: `role-${role}`, type: "checkbox", value: role, checked: role === "read",
  }));
  const roles = element("fieldset", {hidden: true},
    element("legend", {}, words.say("keys.roles")),
    boxes.map((box) => element("p", {}, element("label", {for: box.id}, box,
      words.say(`role.${box.value}`)))));
  const add = element("button", {class: "primary"}, words.say("keys.add"));

  /** An administrator's key may do everything; a merchant's what is chosen. */
  function offer() {
    roles.hidden = merchant.value === "";
  }

  return element("form", {
    class: "narrow",
    onsubmit: (event) => {
      event.preventDefault();
      const chosen = merchant.value === "" ? ["admin"]
        : boxes.filter((box) => box.checked).map((box) => box.value);
      if (!chosen.length) {
        tell(words.say("keys.no-role"));
        return;
      }
      doing(words, add, async () => {
        const body = {label: label.value, merchant_id: merchant.value || null, roles: chosen};
        await showKeys(words, await api.post("/v1/api-keys", body));
      });
    },
  },
  element("h2", {}, words.say("keys.new")),
  field(words.say("keys.label"), label, words.say("keys.label-hint")),
  field(words.say("keys.merchant"), merchant),
  roles,
  add);
}
