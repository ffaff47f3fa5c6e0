/**
 * A voucher moves to another phone or browser: a link that works once, for minutes; its arrival.
 *
 * The token stands behind the `#` of the link, which browsers keep from servers and their logs. To
 * open the link takes nothing: chats look at links, and so somebody presses a button.
 */

import {element} from "../element.js";
import {newIdentifier} from "../identifier.js";
import {Lost} from "../problem.js";
import {api, claimed} from "../wallet/device.js";
import {handOver, isKnown, keep, refresh, voucher as kept} from "../wallet/wallet.js";
import {message, tell} from "./page.js";
import {qr} from "./qr.js";
import {refusalText} from "./refusal.js";
import {running} from "./running.js";
import {isGood} from "./states.js";
import {canTouch} from "./touch.js";
import {copying, warning, windowKind} from "./window.js";

const LINK = /^#move=(hnd_[\w-]{43})(?![\w-])/;
const LOOK_MS = 3000;
const USUAL_LIFE_MS = 600_000;
const SECOND_MS = 1000;
const MINUTE_S = 60;

/** The token in a link that moves a voucher here; null where it is none. */
export function tokenIn(hash) {
  return LINK.exec(hash)?.[1] ?? null;
}

/** The way to another phone, for a voucher that is still good for something. */
export function moving(words, voucher) {
  if (!isGood(voucher)) return null;
  const box = element("div", {class: "move"});
  const make = element("button", {onclick: () => made()}, words.say("move.make"));
  box.append(element("p", {class: "note"}, words.say("move.text")), make);
  // Where no stamp can touch, it is the only way on.
  return element("details", {class: "receipt", open: !canTouch()},
    element("summary", {}, words.say("move.title")), box);

  async function made() {
    make.disabled = true;
    try {
      const {token, expires_at: until} = await api.post(`/v1/vouchers/${voucher.id}/handovers`);
      handOver(voucher.id);
      box.replaceChildren(...link(words, `${location.origin}/#move=${token}`, lifeMs(until)));
      watch(voucher.id, box);
    } catch (error) {
      make.disabled = false;
      tell(error instanceof Lost ? words.say("move.offline") : refusalText(words, error));
    }
  }
}

function link(words, address, lastsMs) {
  const endMs = performance.now() + lastsMs;
  const left = () => {
    const seconds = Math.max(0, Math.ceil((endMs - performance.now()) / SECOND_MS));
    if (seconds === 0) return words.say("move.over");
    const time = `${Math.floor(seconds / MINUTE_S)}:${String(seconds % MINUTE_S).padStart(2, "0")}`;
    return words.say("move.left", {time});
  };
  return [
    element("p", {class: "note"}, words.say("move.how")),
    qr(address, words.say("move.qr")),
    running(left),
    copying(words, address),
  ].filter(Boolean);
}

/** How long a token is good; a phone's clock may be wrong by more than that. */
function lifeMs(until) {
  const lifeMs = Date.parse(until) - Date.now();
  return lifeMs > 0 && lifeMs < USUAL_LIFE_MS ? lifeMs : USUAL_LIFE_MS;
}

/** See when it has gone, as long as the link is shown. */
async function watch(id, box) {
  while (box.isConnected) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    if (!box.isConnected || document.hidden) continue;
    await refresh().catch(() => {});
    if (!box.isConnected || (kept(id) && isKnown(kept(id)))) continue;
    // What was said when it was taken is true no more.
    tell("");
    dispatchEvent(new Event("vouchers"));
  }
}

/** Show what a link brings; `go` leads to the voucher once it is here. */
export async function showArrival(words, token, go) {
  const kind = await windowKind();
  const once = newIdentifier();
  const take = element("button", {class: "primary", onclick: () => arrive()},
    words.say("move.take"));
  message(words.say("move.arrives"), words.say("move.arrives-text"), warning(words, kind), take);

  async function arrive() {
    take.disabled = true;
    try {
      const voucher = keep(await claimed(() => api.post("/v1/handovers", {token}, once)));
      navigator.storage?.persist?.().catch(() => {});
      go(`/#${voucher.id}`);
      tell(words.say("move.done"));
    } catch (error) {
      take.disabled = false;
      const isGone = ["not-found", "wrong-state"].includes(error.slug);
      if (error instanceof Lost) tell(words.say("offer.lost"));
      else tell(isGone ? words.say("move.gone") : refusalText(words, error));
    }
  }
}
