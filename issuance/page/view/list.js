/** The wallet: every voucher that the phone keeps. */

import {drawn, element} from "../element.js";
import {vouchers} from "../wallet/wallet.js";
import {card} from "./card.js";
import {ownData} from "./data.js";
import {installing} from "./install.js";
import {show} from "./page.js";
import {isGood} from "./states.js";

export function showWallet(words) {
  const all = vouchers();
  const live = all.filter(isGood);
  const past = all.filter((voucher) => !isGood(voucher));
  show(words.say("wallet.title"),
    element("h1", {class: all.length ? "wallet-title" : "visually-hidden"},
      words.say("wallet.title")),
    all.length ? null : empty(words),
    list(words, live, "h2"),
    past.length ? element("h2", {class: "wallet-past"}, words.say("wallet.past")) : null,
    list(words, past, "h3"),
    installing(words),
    ownData(words, () => showWallet(words)));
}

function list(words, some, heading) {
  return element("ul", {class: "cards"}, some.map((voucher) => element("li", {},
    card(words, voucher.campaign, voucher, heading))));
}

function empty(words) {
  const dots = [[0, -16], [15, -5], [10, 14], [-11, 13], [-15, -6]];
  return element("section", {class: "message"},
    drawn("svg", {class: "empty", viewBox: "-40 -40 80 80", "aria-hidden": "true"},
      drawn("circle", {class: "seal-rim", r: 36}),
      dots.map(([cx, cy]) => drawn("circle", {cx, cy, r: 4.5}))),
    element("p", {class: "empty-title"}, words.say("wallet.empty")),
    element("p", {}, words.say("wallet.how")));
}
