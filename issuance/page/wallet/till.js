/**
 * The codes that the customer read at tills, one for each shop. A shop's new customers need its
 * code while somebody guesses its pattern; the link on a card at the till brings it along, as
 * `/c/cmp_…#till=K7QM-3XRD`.
 */

import {read, write} from "../storage.js";

const KEPT = "till-codes";
// Chats take what follows a link for a part of it.
const LINK = /^#till=([\w-]{1,20})(?:[^\w-].*)?$/i;

/** The code of a shop as it was typed last; null if none was. */
export function tillCode(merchantId) {
  return read(KEPT)?.[merchantId] ?? null;
}

export function keepTillCode(merchantId, code) {
  write(KEPT, {...read(KEPT), [merchantId]: code});
}

/** The code in the link that led here, or null. */
export function codeInLink(hash) {
  return LINK.exec(hash)?.[1] ?? null;
}
