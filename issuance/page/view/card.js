/** A voucher, or what a campaign offers, as a card. */

import {drawn, element} from "../element.js";
import {cover} from "./cover.js";
import {seal} from "./imprint.js";
import {stateOf} from "../wallet/voucher.js";

const MOST_TILT_DEG = 14;

/**
 * Draw a card.
 *
 * `voucher` is null where none was taken yet. `heading` is the level of the title in its page;
 * below h1 the card is one of several, says less, and leads to its voucher.
 */
export function card(words, campaign, voucher, heading = "h1") {
  const state = voucher && stateOf(voucher);
  return element("article", {class: "card", "data-state": state ?? "offer"},
    element("div", {class: "card-top"},
      picture(campaign),
      state && element("p", {class: "state"}, words.say(`state.${state}`))),
    element("div", {class: "card-body"},
      element("p", {class: "card-shop"}, campaign.merchant.name),
      element(heading, {class: "card-title"}, heading === "h1" ? campaign.title
        : element("a", {class: "card-link", href: `/#${voucher.id}`}, campaign.title)),
      campaign.text && heading === "h1" && element("p", {class: "card-text"}, campaign.text),
      voucher && voucher.stamps.needed > 1 && progress(words, voucher.stamps),
      element("div", {class: "card-foot"},
        element("p", {class: "card-when"}, when(words, campaign, voucher, state)),
        voucher && heading === "h1" && sealed(words, campaign, voucher, state))));
}

function picture(campaign) {
  if (!campaign.picture_url) return cover(campaign.id);
  return element("img", {class: "card-picture", src: campaign.picture_url, alt: ""});
}

function when(words, campaign, voucher, state) {
  if (state === "redeemed") {
    return words.say("card.redeemed", {when: words.moment(voucher.redeemed_at)});
  }
  if ((state === "unverified" || state === "verified") && voucher.lapses_at) {
    return words.say("card.lapses", {when: words.moment(voucher.lapses_at)});
  }
  return words.say("card.valid", {
    from: words.day(campaign.valid_from), until: words.lastDay(campaign.valid_until),
  });
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

/** The seal on a verified card, tilted a little as the stamp fell: it must still read well. */
function sealed(words, campaign, voucher, state) {
  if (state !== "verified" && state !== "redeemed") return null;
  const fell = voucher.imprint?.angle_deg ?? 0;
  const angle = MOST_TILT_DEG * Math.sin(fell * Math.PI / 180) - MOST_TILT_DEG / 2;
  const stamped = words.day(voucher.redeemed_at ?? voucher.verified_at ?? voucher.claimed_at);
  return drawn("svg", {class: "card-seal", viewBox: "-50 -50 100 100", "aria-hidden": "true"},
    drawn("g", {transform: `rotate(${angle})`}, seal(campaign.merchant.name, stamped)));
}
