/**
 * What a voucher looks like and says: one row for every state it can be in, so that pill, mark,
 * imprint and words never contradict each other. docs/issuance.md has the same table.
 *
 *   voucher state x mode of its campaign x stamps collected ─► name of a row
 */

import {purposeOf, stateOf} from "../wallet/voucher.js";
import {isKnown} from "../wallet/wallet.js";

/**
 * `pill` and `note` are keys of words, `mark` is a drawing (mark.js); `imprint` tells whether a
 * stamp has touched the screen, so that a seal may show.
 */
export const STATES = {
  unverified: {pill: "state.unverified", mark: "ring", note: "note.verify", imprint: false},
  card: {pill: "state.unverified", mark: "ring", note: "note.collect", imprint: false},
  collecting: {pill: "state.collecting", mark: "part", note: "note.collect", imprint: false},
  ready: {pill: "state.ready", mark: "ticket", note: "note.redeem", imprint: false},
  verified: {pill: "state.verified", mark: "check", note: "note.redeem", imprint: true},
  issued: {pill: "state.verified", mark: "check", note: "note.verified", imprint: true},
  redeemed: {pill: "state.redeemed", mark: "torn", note: "note.redeemed", imprint: true},
  expired: {pill: "state.expired", mark: "bar", note: "note.expired", imprint: false},
  revoked: {pill: "state.revoked", mark: "cross", note: "note.revoked", imprint: false},
  moved: {pill: "state.moved", mark: "away", note: "note.moved", imprint: false},
  unknown: {pill: "state.unknown", mark: "question", note: "note.unknown", imprint: false},
};

/** The same for what a campaign offers. */
export const OFFERS = {
  open: {pill: null, mark: null, note: null},
  early: {pill: "state.early", mark: "ring", note: "offer.early"},
  ended: {pill: "state.ended", mark: "bar", note: "offer.ended"},
  "sold-out": {pill: "state.sold-out", mark: "bar", note: "offer.sold-out"},
};

/** The name of the row of a voucher, as things stand now. */
export function rowOf(voucher, now = Date.now()) {
  if (!isKnown(voucher)) return voucher.handed ? "moved" : "unknown";
  const state = stateOf(voucher, now);
  const {mode} = voucher.campaign;
  if (state === "unverified" && voucher.stamps.needed > 1) {
    return voucher.stamps.collected ? "collecting" : "card";
  }
  if (state === "verified" && mode === "redeem") return "ready";
  if (state === "verified" && !purposeOf(voucher)) return "issued";
  return state;
}

/** Whether a voucher is still good for something. */
export function isGood(voucher) {
  return !["redeemed", "expired", "revoked", "unknown", "moved"].includes(rowOf(voucher));
}

/** Whether a stamp has touched the screen: where none verifies, only its imprint tells. */
export function isStamped(voucher, row) {
  return STATES[row].imprint && (voucher.campaign.mode !== "redeem" || voucher.imprint !== null);
}
