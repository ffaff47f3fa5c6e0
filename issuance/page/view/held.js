/** One voucher of the wallet, and what it is good for. */

import {element} from "../element.js";
import {keepTillCode} from "../wallet/till.js";
import {codeOf, purposeOf} from "../wallet/voucher.js";
import {forget, voucher as kept} from "../wallet/wallet.js";
import {card} from "./card.js";
import {moving} from "./move.js";
import {message, show, tell} from "./page.js";
import {qr} from "./qr.js";
import {slip} from "./slip.js";
import {stamp} from "./stamping.js";
import {STATES, rowOf} from "./states.js";
import {canTouch} from "./touch.js";

/** Show a voucher; `asked` is the word of a refusal that the code at the shop's till answers. */
export function showVoucher(words, id, asked = null) {
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
    asked ? till(words, voucher, asked) : actions(words, voucher),
    shown(words, voucher),
    moving(words, voucher),
    slip(words, voucher));
}

async function stampIt(words, voucher) {
  tell("");
  const asked = await stamp(words, voucher);
  showVoucher(words, voucher.id, asked);
  if (!asked) return;
  tell(words.say(asked));
  document.querySelector("#till-code").focus();
}

/** Ask for the code at the till, and then for the stamp. */
function till(words, voucher, asked) {
  const code = element("input", {
    id: "till-code", required: true, maxlength: 20, autocomplete: "off",
    autocapitalize: "characters", spellcheck: "false", "aria-describedby": "till-why",
  });
  return element("form", {
    class: "actions",
    onsubmit: (event) => {
      event.preventDefault();
      keepTillCode(voucher.campaign.merchant.id, code.value.trim());
      stampIt(words, voucher);
    },
  },
  element("p", {class: "note", id: "till-why"}, words.say(asked)),
  element("label", {for: "till-code"}, words.say("till.code")),
  code,
  element("button", {class: "primary"}, words.say("till.go")));
}

function actions(words, voucher) {
  const row = rowOf(voucher);
  const parts = [element("p", {class: "note"}, words.say(STATES[row].note))];
  if (row === "unknown" || row === "moved") {
    parts.push(element("button", {onclick: () => remove(voucher)}, words.say("held.remove")));
    return element("div", {class: "actions"}, parts);
  }
  // By what the server said last: a phone's clock may be ahead, and the server decides.
  const purpose = purposeOf(voucher);
  if (purpose && !canTouch()) {
    parts.push(element("p", {class: "note"}, words.say("phone.move")));
  } else if (purpose) {
    parts.unshift(element("button", {
      class: "primary",
      onclick: () => stampIt(words, voucher),
    }, words.say(`held.${purpose}`)));
  }
  return element("div", {class: "actions"}, parts);
}

function remove(voucher) {
  forget(voucher.id);
  location.hash = "";
}

/** What the shop finds the voucher by, whatever became of it: a short code, and a QR code. */
function shown(words, voucher) {
  return element("details", {class: "receipt shown"},
    element("summary", {}, words.say("held.show"), " ",
      element("strong", {class: "short-code"}, codeOf(voucher))),
    qr(voucher.id, words.say("held.qr")),
    element("p", {class: "note"}, words.say("held.show-text")));
}
