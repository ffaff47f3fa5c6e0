/**
 * The reading page: which view an address shows, and what goes on behind all of them.
 *
 *   /           the wallet          /#vch_…   a voucher of it
 *   /c/cmp_…    what a campaign offers      /#move=hnd_…    a voucher that moves here
 */

import en from "./i18n/en.json" with {type: "json"};
import hans from "./i18n/zh-Hans.json" with {type: "json"};
import hant from "./i18n/zh-Hant.json" with {type: "json"};
import {LANGUAGES, switchLanguage, wordsOf} from "./words.js";
import {element} from "./element.js";
import {campaignOf, isOffer} from "./link.js";
import {Lost} from "./problem.js";
import {api} from "./wallet/device.js";
import {keys, refreshKeys} from "./wallet/keys.js";
import {again, isWaiting, waiting} from "./wallet/pending.js";
import {hasCounted, keep, refresh, vouchers} from "./wallet/wallet.js";
import {showVoucher} from "./view/held.js";
import {hearOffer} from "./view/install.js";
import {showWallet} from "./view/list.js";
import {showArrival, tokenIn} from "./view/move.js";
import {showOffer} from "./view/offer.js";
import {message, tell} from "./view/page.js";
import {refusalText} from "./view/refusal.js";

// WebKit fails requests that are made in the very moment in which a page comes back.
const AWAKE_MS = 400;

const TABLES = {en, "zh-Hans": hans, "zh-Hant": hant};

let words = wordsOf(TABLES);

function route() {
  const token = tokenIn(location.hash);
  if (token) return showArrival(words, token, go);
  if (isOffer(location.pathname)) {
    const campaignId = campaignOf(location.pathname);
    return campaignId ? showOffer(words, campaignId, go)
      : message(words.say("link.unreadable"), words.say("link.unreadable-text"));
  }
  return location.hash ? showVoucher(words, location.hash.slice(1)) : showWallet(words);
}

/** Go to another address of the page; the one that led on does not come back. */
function go(address) {
  history.replaceState(null, "", address);
  return route();
}

/** The frame around all views, in the language of the words. */
function frame() {
  const choice = element("select", {
    id: "language",
    onchange: async (event) => {
      switchLanguage(event.target.value);
      words = wordsOf(TABLES);
      frame();
      await route();
      document.querySelector("#language").focus();
    },
  }, Object.entries(LANGUAGES).map(([code, name]) =>
    element("option", {value: code, lang: code, selected: code === words.language}, name)));
  document.querySelector(".bar").replaceChildren(
    element("a", {class: "brand", href: "/#"}, words.say("app.name")),
    element("label", {class: "visually-hidden", for: "language"}, words.say("app.language")),
    choice);
  offlineOrNot();
}

function offlineOrNot(isOffline = !navigator.onLine) {
  document.querySelector("#offline").textContent = isOffline ? words.say("app.offline") : "";
}

/** Ask the server for what it has done meanwhile; without an answer all stays as it is kept. */
async function catchUp() {
  const before = known();
  try {
    for (const voucherId of waiting()) await settle(voucherId);
    await refreshKeys(api);
    await refresh();
  } catch (error) {
    // What the browser takes for a network may lead nowhere.
    if (error instanceof Lost) offlineOrNot(true);
    return;
  }
  // A sheet that is open has its own word; an offer is what it was.
  const isShown = location.pathname === "/" && !document.querySelector("dialog");
  if (isShown && known() !== before) await route();
}

/** What a view is drawn from: the wallet of its vouchers, one voucher of the keys as well. */
function known() {
  return JSON.stringify([vouchers(), location.hash ? keys() : null]);
}

async function settle(voucherId) {
  if (!isWaiting(voucherId)) return;
  try {
    const {voucher, imprint} = await again(api, voucherId);
    keep(voucher, imprint);
    tell(words.say("app.settled"));
  } catch (error) {
    if (error instanceof Lost) throw error;
    tell(await hasCounted(voucherId) ? words.say("app.settled") : refusalText(words, error));
  }
}

let waking = null;

/** Look after what a page missed that was away: nothing in it ran meanwhile. */
function wake() {
  clearTimeout(waking);
  waking = setTimeout(() => {
    offlineOrNot();
    if (document.visibilityState === "visible" && !document.querySelector("dialog")) catchUp();
  }, AWAKE_MS);
}

hearOffer(() => location.pathname === "/" && !location.hash && route());
addEventListener("hashchange", route);
addEventListener("vouchers", route);
addEventListener("online", () => {
  offlineOrNot();
  // A sheet that is open sends again what waits there.
  if (!document.querySelector("dialog")) catchUp();
});
addEventListener("offline", () => offlineOrNot());
document.addEventListener("visibilitychange", wake);
addEventListener("pageshow", (event) => event.persisted && wake());
frame();
await route();
catchUp();
navigator.serviceWorker?.register("/sw.js").catch(() => {});
