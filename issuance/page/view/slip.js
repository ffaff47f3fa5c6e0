/** A receipt as a slip: what the voucher was, where and when, and whether its signature holds. */

import {element} from "../element.js";
import {keys} from "../wallet/keys.js";
import {checked} from "../wallet/receipt.js";
import {codeOf} from "../wallet/voucher.js";

/** Draw the receipt of a voucher, found genuine or not on this phone; null where it has none. */
export function slip(words, voucher) {
  if (!voucher.receipt) return null;
  const {title, merchant} = voucher.campaign;
  const there = words.at(merchant.time_zone);
  const verdict = element("p", {class: "verdict"}, words.say("receipt.checking"));
  checked(voucher, keys()).then((found) => {
    verdict.dataset.verdict = found;
    verdict.textContent = words.say(`receipt.${found}`);
  });
  const lines = [
    ["receipt.code", codeOf(voucher)],
    ["receipt.claimed", there.moment(voucher.claimed_at)],
    ["receipt.verified", voucher.verified_at && there.moment(voucher.verified_at)],
    ["receipt.redeemed", voucher.redeemed_at && there.moment(voucher.redeemed_at)],
    ["receipt.voucher", voucher.id],
  ].filter(([, value]) => value);
  return element("details", {class: "receipt"},
    element("summary", {}, words.say("receipt.title")),
    element("div", {class: "slip"},
      element("p", {class: "slip-shop"}, merchant.name),
      element("p", {class: "slip-title"}, title),
      element("dl", {}, lines.map(([name, value]) => element("div", {class: "slip-line"},
        element("dt", {}, words.say(name)), element("dd", {}, value)))),
      verdict),
    element("details", {class: "signed"},
      element("summary", {}, words.say("receipt.signed")),
      element("p", {class: "code"}, voucher.receipt)));
}
