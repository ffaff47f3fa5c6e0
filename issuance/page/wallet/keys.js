/**
 * The public keys of receipts, kept so that receipts check without a network. Keys that the server
 * no longer lists are forgotten with the next set.
 */

import {read, write} from "../storage.js";

const KEPT = "keys";

export function keys() {
  return read(KEPT) ?? [];
}

export async function refreshKeys(api) {
  const set = await api.get("/v1/keys");
  write(KEPT, set.keys);
}
