/** What can be done with a voucher. */

/** What a touch of the stamp does to it: "verify", "redeem", or null for nothing. */
export function purposeOf(voucher) {
  const {mode} = voucher.campaign;
  if (voucher.state === "unverified") return mode === "redeem" ? null : "verify";
  if (voucher.state === "verified") return mode === "issue" ? null : "redeem";
  return null;
}

/** Its state now: what ran out while there was no network has run out. */
export function stateOf(voucher, now = Date.now()) {
  const isLive = voucher.state === "unverified" || voucher.state === "verified";
  const until = voucher.lapses_at ?? voucher.campaign.valid_until;
  return isLive && Date.parse(until) <= now ? "expired" : voucher.state;
}
