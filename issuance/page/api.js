/**
 * Calls of the server's API.
 *
 * A change carries an Idempotency-Key. When its answer is lost, the same request with the same key
 * gets the first answer, so it is repeated here a few times, and by whoever kept it later.
 */

import {Lost, Problem, retryAfterS} from "./problem.js";
import {newIdentifier} from "./identifier.js";

const PATIENCE_MS = 8000;
const PAUSES_MS = [300, 1000];

export class Api {
  /** `token()` is the device's token or a key, or null. */
  constructor(token) {
    this.token = token;
  }

  get(path) {
    return this.call("GET", path, {});
  }

  /** Get all items of a list, page by page. */
  async list(path) {
    const items = [];
    let after = null;
    do {
      const page = await this.get(`${path}?limit=200${after ? `&after=${after}` : ""}`);
      items.push(...page.items);
      after = page.next;
    } while (after);
    return items;
  }

  /** Change something; `once` is the key of a request that is repeated. */
  change(method, path, body, once = newIdentifier()) {
    return this.call(method, path, {
      headers: {"Content-Type": "application/json", "Idempotency-Key": once},
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  }

  post(path, body, once) {
    return this.change("POST", path, body ?? {}, once);
  }

  /** Call, again if no answer comes, and return what the answer holds. */
  async call(method, path, request) {
    for (const pauseMs of [...PAUSES_MS, null]) {
      try {
        return await this.once(method, path, request);
      } catch (error) {
        if (!(error instanceof Lost) || pauseMs === null || !navigator.onLine) throw error;
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
    throw new Lost(path);
  }

  async once(method, path, request) {
    const token = this.token();
    const headers = {
      Accept: "application/json",
      ...request.headers,
      ...(token ? {Authorization: `Bearer ${token}`} : {}),
    };
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), PATIENCE_MS);
    let answer;
    let document;
    try {
      answer = await fetch(path, {
        ...request, method, headers, cache: "no-store", signal: patience.signal,
      });
      document = answer.status === 204 ? null : await answer.json();
    } catch {
      throw new Lost(path);
    } finally {
      clearTimeout(timer);
    }
    if (answer.ok) return document;
    const problem = new Problem(
      answer.status, document, retryAfterS(answer.headers.get("Retry-After")));
    // A server that is out of breath answers the same request later.
    if (answer.status >= 500) throw new Lost(path);
    throw problem;
  }
}
