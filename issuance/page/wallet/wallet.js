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
  if (known && known.version > told.version) return known;
  all[told.id] = {...told, imprint: imprint ?? known?.imprint ?? null};
  write(KEPT, all);
  return all[told.id];
}

/** Ask the server for all vouchers of this phone, also where the browser erased what was kept. */
export async function refresh() {
  await recovered();
  if (isRegistered()) (await api.list("/v1/vouchers")).forEach((told) => keep(told));
}
