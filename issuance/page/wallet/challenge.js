/**
 * The challenge that a presentation answers: asked for before the stamp falls, so that nobody
 * waits; good once, and for two minutes.
 */

// Asked for anew when so little is left: the presentation must still reach the server.
const MARGIN_MS = 15_000;

export class Challenge {
  /** `tillCode()` is the code that the customer read at the till, or null. */
  constructor(api, voucherId, purpose, tillCode = () => null) {
    Object.assign(this, {
      api, voucherId, purpose, tillCode, waiting: null, untilMs: 0, sinceMs: Infinity,
    });
    // Why there is none, if the last one that was asked for did not come.
    this.error = null;
  }

  get isGood() {
    return this.waiting !== null && Date.now() < this.untilMs;
  }

  /** When the one that is good arrived, as `performance.now()`; Infinity if none has. */
  get arrivedMs() {
    return this.isGood ? this.sinceMs : Infinity;
  }

  /** Keep the one that is good for a little longer, up to the margin, and no new one meanwhile. */
  hold(ms) {
    if (this.isGood) this.untilMs = Math.max(this.untilMs, Date.now() + Math.min(ms, MARGIN_MS));
  }

  /** Ask for one, if there is none that is good. */
  prepare() {
    if (this.isGood) return this.waiting;
    const askedMs = Date.now();
    this.untilMs = Infinity;
    this.sinceMs = Infinity;
    const path = `/v1/vouchers/${this.voucherId}/challenges`;
    const code = this.tillCode();
    this.waiting = this.api.post(path, {purpose: this.purpose, ...(code && {till_code: code})})
      .then(({id, expires_at: until}) => {
        // The phone's clock may be wrong: what counts is how long the challenge was good for.
        this.untilMs = askedMs + lifeMs(until, askedMs) - MARGIN_MS;
        this.sinceMs = performance.now();
        this.error = null;
        return id;
      });
    this.waiting.catch((error) => {
      this.waiting = null;
      this.error = error;
    });
    return this.waiting;
  }

  /** Take one, which nobody else then gets. */
  async take() {
    const id = await this.prepare();
    this.waiting = null;
    return id;
  }
}

const USUAL_LIFE_MS = 120_000;

function lifeMs(until, askedMs) {
  const lifeMs = Date.parse(until) - askedMs;
  return lifeMs > MARGIN_MS && lifeMs < 2 * USUAL_LIFE_MS ? lifeMs : USUAL_LIFE_MS;
}
