/** Find a voucher by its name; redeem it, take a redemption back, withdraw it. */

import {element} from "/page/element.js";
import {api} from "../session.js";
import {doing, field, show, tell} from "./frame.js";

// What can be done in which state, by the names of the routes; a reversal only in its time.
const ACTS = {
  redemption: ["verified"],
  reversal: ["redeemed"],
  revocation: ["unverified", "verified"],
};

// The whole name, or the short code that a customer reads out.
const NAMED = "vch_\\w+|[0-9A-Za-z]{4}[\\s\\-]?[0-9A-Za-z]{4}";

export async function showVouchers(words) {
  const name = element("input", {
    id: "voucher", required: true, pattern: NAMED, autocomplete: "off", spellcheck: "false",
    placeholder: "K7QM-3XRD",
  });
  const find = element("button", {class: "primary"}, words.say("vouchers.find"));
  const found = element("section", {"aria-live": "polite"});
  show(words.say("nav.vouchers"),
    element("h1", {}, words.say("nav.vouchers")),
    element("form", {
      class: "narrow",
      onsubmit: (event) => {
        event.preventDefault();
        found.replaceChildren();
        doing(words, find, async () => {
          const voucher = await api.get(`/v1/vouchers/${encodeURIComponent(name.value.trim())}`);
          found.replaceChildren(described(words, voucher, found));
        });
      },
    }, field(words.say("vouchers.name"), name, words.say("vouchers.hint")), find),
    found);
}

function described(words, voucher, found) {
  const rows = [
    ["vouchers.shop", voucher.campaign.merchant.name],
    ["vouchers.campaign", voucher.campaign.title],
    ["vouchers.state", words.say(`state.${voucher.state}`)],
    ["vouchers.stamps", `${voucher.stamps.collected} / ${voucher.stamps.needed}`],
    ["vouchers.claimed", words.moment(voucher.claimed_at)],
    ["vouchers.verified", voucher.verified_at && words.moment(voucher.verified_at)],
    ["vouchers.redeemed", voucher.redeemed_at && words.moment(voucher.redeemed_at)],
  ].filter(([, value]) => value);
  const acts = Object.keys(ACTS).filter((act) => ACTS[act].includes(voucher.state)
    && (act !== "reversal" || Date.parse(voucher.reversible_until) > Date.now()));
  return element("article", {class: "tile"},
    element("h2", {class: "code"}, voucher.id),
    element("dl", {class: "facts"}, rows.map(([word, value]) =>
      [element("dt", {}, words.say(word)), element("dd", {}, value)]).flat()),
    element("p", {class: "ways"}, acts.map((act) => actButton(words, voucher, act, found))));
}

/** A button that does at the second press what cannot be taken back: the first one asks. */
function actButton(words, voucher, act, found) {
  let isSure = act === "reversal";
  const button = element("button", {
    onclick: () => {
      if (!isSure) {
        isSure = true;
        button.textContent = words.say(`vouchers.${act}-sure`);
        button.className = "primary";
        return;
      }
      doing(words, button, async () => {
        const changed = await api.post(`/v1/vouchers/${voucher.id}/${act}`);
        found.replaceChildren(described(words, changed, found));
        tell(words.say("vouchers.done", {state: words.say(`state.${changed.state}`)}));
      });
    },
  }, words.say(`vouchers.${act}`));
  return button;
}
