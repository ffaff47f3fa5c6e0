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
