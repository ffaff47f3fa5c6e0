/** What a campaign offers, to be taken: the page that a shop's link leads to. */

import {element} from "../element.js";
import {Lost} from "../problem.js";
import {newIdentifier} from "../identifier.js";
import {api, claimed, isRegistered} from "../wallet/device.js";
import {codeInLink, keepTillCode} from "../wallet/till.js";
import {keep, refresh, vouchers} from "../wallet/wallet.js";
import {card} from "./card.js";
import {message, show, tell} from "./page.js";
import {refusalText} from "./refusal.js";
import {OFFERS, isGood} from "./states.js";
import {onPhone} from "./touch.js";
import {warning, windowKind} from "./window.js";

const PATIENCE_MS = 1500;

/** Show the campaign; a voucher of it that is still good comes up instead. `go` leads elsewhere. */
export async function showOffer(words, campaignId, go) {
  const code = codeInLink(location.hash);
  // The server may have forgotten the one that is kept.
  if (good() && !await asked(words, goToGood)) return;
  if (goToGood()) return;
  // A browser that erased what the page kept may have a voucher of it.
  const recovery = isRegistered() ? null : refresh().catch(() => {});
  let campaign;
  let kind;
  try {
    [campaign, kind] = await Promise.all([
      offered(campaignId) ?? api.get(`/v1/campaigns/${campaignId}`), windowKind(),
    ]);
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
  const way = onPhone(words, location.href);
  const take = element("button", {class: way ? null : "primary", onclick: () => claim()},
    words.say("offer.take"));
  const actions = element("div", {class: "actions"},
    campaign.status === "open" ? take
      : element("p", {class: "note"}, words.say(OFFERS[campaign.status].note)));
  show(campaign.title, warning(words, kind), card(words, campaign, null), way, actions);
  await recovery;
  // Somebody may have gone elsewhere, or be taking it.
  if (actions.isConnected && !take.disabled) goToGood();

  /** Go to a voucher of the campaign that is still good, if there is one. */
  function goToGood() {
    const found = good();
    if (!found) return false;
    if (code) keepTillCode(found.campaign.merchant.id, code);
    go(`/#${found.id}`);
    return true;
  }

  function good() {
    return vouchers().find(
      (voucher) => voucher.campaign.id === campaignId && isGood(voucher));
  }

  // The same key however often the button is pressed: one press, one voucher.
  async function claim() {
    take.disabled = true;
    tell(words.say("offer.taking"));
    await recovery;
    if (goToGood()) return;
    try {
      const voucher = keep(await claimed(
        () => api.post("/v1/vouchers", {campaign_id: campaignId}, once)));
      navigator.storage?.persist?.().catch(() => {});
      go(`/#${voucher.id}`);
      tell(words.say(kind === "ordinary" ? "offer.taken" : `taken.${kind}`));
    } catch (error) {
      if (error.slug === "customer-limit") {
        // Another tab may have taken one meanwhile.
        await refresh().catch(() => {});
        if (goToGood()) return;
      }
      take.disabled = false;
      tell(error instanceof Lost ? words.say("offer.lost") : refusalText(words, error));
    }
  }
}

/** The campaign that came with the document, which is new only once; null where none did. */
function offered(campaignId) {
  const data = document.querySelector("#offered");
  data?.remove();
  const campaign = data && JSON.parse(data.textContent);
  return campaign?.id === campaignId ? campaign : null;
}

/**
 * Ask what became of a voucher that is kept; resolves with whether to go on. Without a network
 * what is kept counts. On a slow one no dead voucher comes up unasked: `goToIt` is the customer's
 * choice.
 */
async function asked(words, goToIt) {
  const answer = refresh().then(() => true, () => false);
  if (await Promise.race([answer, passed(PATIENCE_MS)]) !== undefined) return true;
  const way = element("button", {onclick: () => goToIt()}, words.say("offer.kept"));
  message(words.say("offer.slow"), words.say("offer.slow-text"), way);
  const isAnswered = await answer;
  if (way.isConnected && !isAnswered) tell(words.say("offer.no-answer"));
  return way.isConnected && isAnswered;
}

function passed(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
