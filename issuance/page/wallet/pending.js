/**
 * Presentations whose answers were lost, at most one a voucher. They are kept with their
 * Idempotency-Key, so that the same request, sent again after a reload too, gets the first answer
 * and stamps nothing twice.
 */

import {read, write} from "../storage.js";
import {Lost} from "../problem.js";
import {newIdentifier} from "../identifier.js";

const KEPT = "pending";

/** The vouchers whose presentations wait for their answers. */
export function waiting() {
  return Object.keys(read(KEPT) ?? {});
}

export function isWaiting(voucherId) {
  return waiting().includes(voucherId);
}

/** Present, and keep what was sent until an answer came, be it a refusal. */
export function present(api, voucherId, body) {
  write(KEPT, {...read(KEPT), [voucherId]: {body, once: newIdentifier()}});
  return again(api, voucherId);
}

/** Send the presentation that waits once more. */
export async function again(api, voucherId) {
  const {body, once} = read(KEPT)[voucherId];
  try {
    const answer = await api.post(`/v1/vouchers/${voucherId}/presentations`, body, once);
    settle(voucherId);
    return answer;
  } catch (error) {
    if (!(error instanceof Lost)) settle(voucherId);
    throw error;
  }
}

function settle(voucherId) {
  const {[voucherId]: _, ...others} = read(KEPT);
  write(KEPT, others);
}
