/** This phone as the server knows it: an identifier and a token, made when first needed. */

import {Api} from "../api.js";
import {read, write} from "../storage.js";
import {answerOf} from "./work.js";

const KEPT = "device";

/** The API, called as this device. */
export const api = new Api(() => read(KEPT)?.token ?? null);

let registering = null;

/** Register this phone unless it is known. */
export async function registered() {
  if (read(KEPT)) return;
  registering ??= register().then(({id, token}) => write(KEPT, {id, token}));
  try {
    await registering;
  } finally {
    registering = null;
  }
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

/** Forget what the server does not know any more; the next claim registers anew. */
export function unregister() {
  write(KEPT, null);
}

export function isRegistered() {
  return read(KEPT) !== null;
}
