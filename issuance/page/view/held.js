/** One voucher of the wallet, what it is good for, and its receipt. */

import {element} from "../element.js";
import {keys} from "../wallet/keys.js";
import {checked} from "../wallet/receipt.js";
import {purposeOf, stateOf} from "../wallet/voucher.js";
import {voucher as kept} from "../wallet/wallet.js";
import {card} from "./card.js";
import {message, show} from "./page.js";
import {stamp} from "./stamping.js";

export function showVoucher(words, id) {
  const voucher = kept(id);
  if (!voucher) {
    message(words.say("held.none"), words.say("held.none-text"),
      element("a", {class: "button", href: "/#"}, words.say("held.back")));
    return;
  }
  const {campaign} = voucher;
  show(`${campaign.title} · ${campaign.merchant.name}`,
    element("a", {class: "back", href: "/#"}, words.say("held.back")),
    card(words, campaign, voucher),
    actions(words, voucher),
    receipt(words, voucher));
}

function actions(words, voucher) {
  const state = stateOf(voucher);
  // By what the server said last: a phone's clock may be ahead, and the server decides.
  const purpose = purposeOf(voucher);
  const parts = [element("p", {class: "note"}, words.say(noteOf(voucher, state, purpose)))];
  if (purpose) {
    parts.unshift(element("button", {
      class: "primary",
      onclick: async () => {
        await stamp(words, voucher);
        showVoucher(words, voucher.id);
      },
    }, words.say(`held.${purpose}`)));
  }
  return element("div", {class: "actions"}, parts);
}

function noteOf(voucher, state, purpose) {
  if (state !== voucher.state) return `note.${state}`;
  if (purpose === "verify" && voucher.stamps.needed > 1) return "note.collect";
  if (purpose) return `note.${purpose}`;
  return `note.${state}`;
}

/** The receipt and whether its signature is genuine, found out on this phone. */
function receipt(words, voucher) {
  if (!voucher.receipt) return null;
  const verdict = element("p", {class: "verdict"}, words.say("receipt.checking"));
  checked(voucher, keys()).then((found) => {
    verdict.dataset.verdict = found;
    verdict.textContent = words.say(`receipt.${found}`);
  });
  return element("details", {class: "receipt"},
    element("summary", {}, words.say("receipt.title")),
    verdict,
    element("dl", {},
      element("dt", {}, words.say("receipt.voucher")), element("dd", {}, voucher.id),
      element("dt", {}, words.say("receipt.verified")),
      element("dd", {}, words.moment(voucher.verified_at ?? voucher.claimed_at)),
      element("dt", {}, words.say("receipt.signed")),
      element("dd", {class: "code"}, voucher.receipt)));
}
