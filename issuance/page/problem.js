/** A refusal of the server: a problem document (RFC 9457), known by the slug that ends its type. */
export class Problem extends Error {
  constructor(status, document, retryAfterS) {
    super(document.detail || document.title || `HTTP ${status}`);
    this.status = status;
    this.slug = String(document.type || "").split("/").at(-1);
    this.puzzle = document.puzzle ?? null;
    this.errors = document.errors || [];
    this.retryAfterS = retryAfterS;
  }
}

/** No answer came: nobody knows whether the request arrived. */
export class Lost extends Error {}

/** Read a Retry-After, a number of seconds or a date (RFC 9110, 10.2.3); null where it is none. */
export function retryAfterS(text, now = Date.now()) {
  if (text === null || text.trim() === "") return null;
  const seconds = /^\d+$/.test(text.trim()) ? Number(text) : (Date.parse(text) - now) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : null;
}
