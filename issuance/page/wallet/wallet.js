/**
 * The vouchers that the phone keeps, with their receipts and imprints: they are there after a
 * reload, and without a network.
 *
 * The server's word replaces what is kept unless it is older: `version` counts a voucher's changes.
 */

import {read, write} from "../storage.js";
import {api, isRegistered, recovered} from "./device.js";

const KEPT = "vouchers";

/** All kept vouchers, the newest first. */
export function vouchers() {
  return Object.values(read(KEPT) ?? {})
    .sort((one, other) => other.claimed_at.localeCompare(one.claimed_at));
}

export function voucher(id) {
  return read(KEPT)?.[id] ?? null;
}

/** Keep a voucher as the server tells it, and where a stamp fell on it if one did. */
export function keep(told, imprint = null) {
  const all = read(KEPT) ?? {};
  const known = all[told.id];
  const newest = known && known.version > told.version ? known : told;
  const {unknown: _, ...kept} = {...newest, imprint: imprint ?? known?.imprint ?? null};
  if (known?.handed) kept.handed = true;
  all[told.id] = kept;
  write(KEPT, all);
  return all[told.id];
}

/** Whether the server still knows a voucher, as far as it was asked. */
export function isKnown(voucher) {
  return voucher.unknown !== true;
}

/** Remember that another phone may take it: if the server no longer knows it here, one has. */
export function handOver(id) {
  const all = read(KEPT) ?? {};
  if (all[id]) all[id].handed = true;
  write(KEPT, all);
}

/** Forget a voucher. */
export function forget(id) {
  const {[id]: _, ...others} = read(KEPT) ?? {};
  write(KEPT, others);
}

/**
 * Ask the server for all vouchers of this phone, also where the browser erased what was kept. What
 * it does not know any more is marked: an older backup, an erased customer, another device.
 */
export async function refresh() {
  await recovered();
  const asked = Object.keys(read(KEPT) ?? {});
  if (isRegistered()) {
    const told = await listed();
    // The customer may have deleted everything meanwhile.
    if (!isRegistered()) return;
    told.forEach((one) => keep(one));
    miss(asked.filter((id) => !told.some((one) => one.id === id)));
  } else {
    miss(asked);
  }
}

async function listed() {
  try {
    return await api.list("/v1/vouchers");
  } catch (error) {
    // Nothing is known of a phone that is not known itself.
    if (error.slug === "unauthenticated") return [];
    throw error;
  }
}

/**
 * Whether a touch counted whose answer the server no longer has: an answer is kept for a day, and
 * the same request is refused after that. The voucher itself tells.
 */
export async function hasCounted(id) {
  const before = voucher(id)?.version;
  try {
    return keep(await api.get(`/v1/vouchers/${id}`)).version > before;
  } catch {
    return false;
  }
}

/** Mark vouchers that the server was asked for and does not know. */
function miss(ids) {
  const all = read(KEPT) ?? {};
  for (const id of ids) if (all[id]) all[id].unknown = true;
  write(KEPT, all);
}
