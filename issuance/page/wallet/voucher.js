/** What can be done with a voucher. */

/** What a touch of the stamp does to it: "verify", "redeem", or null for nothing. */
export function purposeOf(voucher) {
  const {mode} = voucher.campaign;
  if (voucher.state === "unverified") return mode === "redeem" ? null : "verify";
  if (voucher.state === "verified") return mode === "issue" ? null : "redeem";
  return null;
}

/** The short code that a desk finds it by: the end of its name, `K7QM-3XRD`. */
export function codeOf({id}) {
  return `${id.slice(-8, -4)}-${id.slice(-4)}`.toUpperCase();
}

/** When it ends, as milliseconds: with its campaign, or when its claim lapses, what is first. */
export function endOf({lapses_at: lapses, campaign}) {
  const end = Date.parse(campaign.valid_until);
  return lapses ? Math.min(end, Date.parse(lapses)) : end;
}

/** Its state now: what ran out while there was no network has run out. */
export function stateOf(voucher, now = Date.now()) {
  const isLive = voucher.state === "unverified" || voucher.state === "verified";
  return isLive && endOf(voucher) <= now ? "expired" : voucher.state;
}
