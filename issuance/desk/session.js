/**
 * Who sits at the desk: an API key, kept in sessionStorage. It ends with the tab, no other tab or
 * site sees it, and no browser sends it by itself, as it would a cookie (docs/adr/0130).
 */

import {Api} from "/page/api.js";
import {newIdentifier} from "/page/identifier.js";

const KEPT = "api-key";
const MAY_ADMINISTER = "administrator";

export const api = new Api(() => sessionStorage.getItem(KEPT));

export function isLoggedIn() {
  return sessionStorage.getItem(KEPT) !== null;
}

/** Whether the key is an administrator's, as the server said when it was taken. */
export function isAdministrator() {
  return sessionStorage.getItem(MAY_ADMINISTER) !== null;
}

/** Take a key if the server knows it; a Problem otherwise. */
export async function logIn(key) {
  sessionStorage.setItem(KEPT, key);
  try {
    await api.get("/v1/merchants?limit=1");
    if (await mayListKeys()) sessionStorage.setItem(MAY_ADMINISTER, "yes");
  } catch (error) {
    logOut();
    throw error;
  }
}

async function mayListKeys() {
  try {
    await api.get("/v1/api-keys?limit=1");
    return true;
  } catch (error) {
    if (error.status === 403) return false;
    throw error;
  }
}

export function logOut() {
  sessionStorage.removeItem(KEPT);
  sessionStorage.removeItem(MAY_ADMINISTER);
}

/** Fetch a file with the key: a Blob. Links and images of a page would go without it. */
export async function file(path) {
  const answer = await fetch(path, {
    headers: {Authorization: `Bearer ${sessionStorage.getItem(KEPT)}`},
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
  return answer.blob();
}

/** Send a file as it is; a Problem where the server refuses it. */
export async function upload(path, content) {
  await api.call("PUT", path, {
    headers: {"Content-Type": content.type, "Idempotency-Key": newIdentifier()}, body: content,
  });
}
