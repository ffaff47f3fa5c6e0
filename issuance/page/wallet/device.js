/**
 * This phone as the server knows it: an identifier and a token, made when first needed.
 *
 * The browser keeps the token in a cookie too, which no script sees. Where storage was erased the
 * server gives it back from there.
 */

import {Api} from "../api.js";
import {alone} from "../alone.js";
import {clear, read, write} from "../storage.js";
import {answerOf} from "./work.js";

const KEPT = "device";
// As the service worker calls its cache of them (sw.js).
const PICTURES = "pictures";

/** The API, called as this device. */
export const api = new Api(() => read(KEPT)?.token ?? null);

/**
 * Claim as this phone, which is registered unless it is known; tabs take turns.
 *
 * A tab may see what another one stored a moment late. The claim sets the cookie, so the next tab
 * finds the device there.
 */
export function claimed(claim) {
  return alone(KEPT, async () => {
    const wasKnown = isRegistered();
    if (!wasKnown) keepDevice(await remembered() ?? await register());
    try {
      return await claim();
    } catch (error) {
      if (!wasKnown || error.slug !== "unauthenticated") throw error;
      // The server has begun anew, or has forgotten this phone.
      write(KEPT, null);
      keepDevice(await remembered() ?? await register());
      return claim();
    }
  });
}

/** Get back the device whose token only the cookie keeps, if there is one. */
export async function recovered() {
  if (isRegistered()) return;
  await alone(KEPT, async () => {
    const device = isRegistered() ? null : await remembered();
    if (device) keepDevice(device);
  });
}

/** The device that the cookie names; null where there is none, or none that the server knows. */
function remembered() {
  return api.get("/v1/devices/mine");
}

/** Ask for a token; under attack the server wants some work for it. */
async function register() {
  try {
    return await api.post("/v1/devices");
  } catch (error) {
    if (error.slug !== "price-due") throw error;
    const {puzzle} = error;
    return api.post("/v1/devices", {puzzle, answer: await answerOf(puzzle)});
  }
}

function keepDevice({id, token}) {
  write(KEPT, {id, token});
}

/** Have the server forget this phone, and forget what it keeps itself. */
export async function forgotten() {
  try {
    await api.change("DELETE", "/v1/devices/mine");
  } catch (error) {
    // It was forgotten already: the answer got lost, or the server has begun anew.
    if (error.slug !== "unauthenticated") throw error;
  }
  clear();
  await globalThis.caches?.delete(PICTURES);
}

export function isRegistered() {
  return read(KEPT) !== null;
}
