/**
 * The link that a shop gives, as it comes out of chats and print: with a full stop behind it, of
 * whatever script, a slash, brackets, or in capitals.
 */

const OFFER = /^\/c(?:\/|$)/i;
const CAMPAIGN = /cmp_[0-9a-z]{26}(?![0-9a-z])/i;

/** Whether an address is a shop's link, readable or not. */
export function isOffer(pathname) {
  return OFFER.test(pathname);
}

/** The campaign that an address names; null where none can be read. */
export function campaignOf(pathname) {
  return CAMPAIGN.exec(pathname)?.[0].toLowerCase() ?? null;
}
