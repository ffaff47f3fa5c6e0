/** A voucher, or what a campaign offers, as a card. */

import {drawn, element} from "../element.js";
import {cover} from "./cover.js";
import {seal} from "./imprint.js";
import {markPicture} from "./mark.js";
import {running} from "./running.js";
import {OFFERS, STATES, isStamped, rowOf} from "./states.js";
import {endOf} from "../wallet/voucher.js";

const MOST_TILT_DEG = 14;

/**
 * Draw a card.
 *
 * `voucher` is null where none was taken yet. `heading` is the level of the title in its page;
 * below h1 the card is one of several, says less, and leads to its voucher.
 */
export function card(words, campaign, voucher, heading = "h1") {
  const row = voucher ? rowOf(voucher) : campaign.status;
  const {pill, mark} = voucher ? STATES[row] : OFFERS[row];
  const isAlone = heading === "h1";
  return element("article", {class: "card", "data-state": row},
    element("div", {class: "card-top"}, picture(campaign)),
    pill && element("div", {class: "band"},
      markPicture(mark, voucher?.stamps, "band-mark"),
      element("p", {class: "state"}, words.say(pill, voucher?.stamps)),
      // It runs, so that a picture of the screen shows its age.
      voucher && isAlone && running(() => words.clock(new Date()))),
    element("div", {class: "card-body"},
      element("p", {class: "card-shop"}, campaign.merchant.name),
      element(heading, {class: "card-title"}, isAlone ? campaign.title
        : element("a", {class: "card-link", href: `/#${voucher.id}`}, campaign.title)),
      campaign.text && isAlone && element("p", {class: "card-text"}, campaign.text),
      voucher && voucher.stamps.needed > 1 && progress(words, voucher.stamps),
      element("div", {class: "card-foot"},
        element("p", {class: "card-when"}, when(words, campaign, voucher, row)),
        voucher && isAlone && sealed(words, campaign, voucher, row))));
}

function picture(campaign) {
  if (!campaign.picture_url) return cover(campaign.id);
  return element("img", {class: "card-picture", src: campaign.picture_url, alt: ""});
}

function when(anywhere, campaign, voucher, row) {
  const words = anywhere.at(campaign.merchant.time_zone);
  if (row === "redeemed") {
    return words.say("card.redeemed", {when: words.moment(voucher.redeemed_at)});
  }
  if (voucher && isOpen(row) && endOf(voucher) < Date.parse(campaign.valid_until)) {
    return words.say("card.lapses", {when: words.moment(voucher.lapses_at)});
  }
  return words.say("card.valid", {
    from: words.day(campaign.valid_from), until: words.lastDay(campaign.valid_until),
  });
}

function isOpen(row) {
  return !["expired", "revoked", "unknown", "moved"].includes(row);
}

/** A stamp card: one ring a touch, filled as far as it got. */
function progress(words, {collected, needed}) {
  const rings = Array.from({length: needed}, (_, i) => element("li", {
    class: i < collected ? "ring ring-full" : "ring",
  }));
  return element("div", {class: "progress"},
    element("p", {}, words.say("card.stamps", {collected, needed})),
    element("ol", {class: `rings ${layout(needed)}`, "aria-hidden": "true"}, rings));
}

/** Rings in one row, in rows of five, or many small ones. */
function layout(needed) {
  if (needed <= 6) return "rings-row";
  return needed > 10 ? "rings-many" : "";
}

/** The seal on a card that was stamped, tilted a little as the stamp fell: it must read well. */
function sealed(words, campaign, voucher, row) {
  if (!isStamped(voucher, row)) return null;
  const fell = voucher.imprint?.angle_deg ?? 0;
  const angleDeg = MOST_TILT_DEG * Math.sin(fell * Math.PI / 180) - MOST_TILT_DEG / 2;
  const stamped = words.at(campaign.merchant.time_zone)
    .day(voucher.redeemed_at ?? voucher.verified_at);
  return drawn("svg", {class: "card-seal", viewBox: "-50 -50 100 100", "aria-hidden": "true"},
    seal(campaign.merchant.name, stamped, angleDeg, STATES[row].mark, voucher.stamps));
}
