/** What a campaign offers, to be taken: the page that a shop's link leads to. */

import {element} from "../element.js";
import {Lost} from "../problem.js";
import {newIdentifier} from "../identifier.js";
import {api, claimed, isRegistered, unregister} from "../wallet/device.js";
import {codeInLink, keepTillCode} from "../wallet/till.js";
import {keep, refresh, vouchers} from "../wallet/wallet.js";
import {stateOf} from "../wallet/voucher.js";
import {card} from "./card.js";
import {message, show, tell} from "./page.js";
import {refusalWord} from "./refusal.js";
import {OFFERS} from "./states.js";
import {warning, windowKind} from "./window.js";

/** Show the campaign; a voucher of it that is still good comes up instead. `go` leads elsewhere. */
export async function showOffer(words, campaignId, go) {
  const code = codeInLink(location.hash);
  if (goToGood()) return;
  let campaign;
  let kind;
  try {
    [campaign, kind] = await Promise.all([
      api.get(`/v1/campaigns/${campaignId}`),
      windowKind(),
      // A browser that erased what the page kept may have a voucher of it.
      isRegistered() ? null : refresh(),
    ]);
    if (goToGood()) return;
  } catch (error) {
    const isLost = error instanceof Lost;
    message(words.say(isLost ? "offer.offline" : "offer.none"),
      words.say(isLost ? "offer.offline-text" : "offer.none-text"),
      isLost && element("button", {
        class: "primary", onclick: () => showOffer(words, campaignId, go),
      }, words.say("offer.retry")));
    return;
  }
  if (code) keepTillCode(campaign.merchant.id, code);
  const once = newIdentifier();
  const take = element("button", {class: "primary", onclick: () => claim(isRegistered())},
    words.say("offer.take"));
  const actions = element("div", {class: "actions"},
    campaign.status === "open" ? take
      : element("p", {class: "note"}, words.say(OFFERS[campaign.status].note)));
  show(campaign.title, card(words, campaign, null), warning(words, kind), actions);

  /** Go to a voucher of the campaign that is still good, if there is one. */
  function goToGood() {
    const good = vouchers().find((voucher) => voucher.campaign.id === campaignId
      && ["verified", "unverified"].includes(stateOf(voucher)));
    if (!good) return false;
    if (code) keepTillCode(good.campaign.merchant.id, code);
    go(`/#${good.id}`);
    return true;
  }

  // The same key however often the button is pressed: one press, one voucher.
  async function claim(wasKnown) {
    take.disabled = true;
    tell(words.say("offer.taking"));
    try {
      const voucher = keep(await claimed(
        () => api.post("/v1/vouchers", {campaign_id: campaignId}, once)));
      navigator.storage?.persist?.().catch(() => {});
      go(`/#${voucher.id}`);
      tell(words.say(kind === "ordinary" ? "offer.taken" : `taken.${kind}`));
    } catch (error) {
      if (wasKnown && error.slug === "unauthenticated") {
        // The server has begun anew, or has forgotten this phone.
        unregister();
        await claim(false);
        return;
      }
      if (error.slug === "customer-limit") {
        // Another tab may have taken one meanwhile.
        await refresh().catch(() => {});
        if (goToGood()) return;
      }
      take.disabled = false;
      tell(words.say(error instanceof Lost ? "offer.lost" : refusalWord(words, error),
        {seconds: error.retryAfterS}));
    }
  }
}
