/**
 * The challenge that a presentation answers: asked for before the stamp falls, so that nobody
 * waits; good once, and for two minutes.
 */

// Asked for anew when so little is left: the presentation must still reach the server.
const MARGIN_MS = 15_000;

export class Challenge {
  constructor(api, voucherId, purpose) {
    Object.assign(this, {api, voucherId, purpose, waiting: null, untilMs: 0});
  }

  /** Ask for one, if there is none that is good. */
  prepare() {
    if (this.waiting && Date.now() < this.untilMs) return this.waiting;
    const askedMs = Date.now();
    this.untilMs = Infinity;
    const path = `/v1/vouchers/${this.voucherId}/challenges`;
    this.waiting = this.api.post(path, {purpose: this.purpose})
      .then(({id, expires_at: until}) => {
        // The phone's clock may be wrong: what counts is how long the challenge was good for.
        this.untilMs = askedMs + lifeMs(until, askedMs) - MARGIN_MS;
        return id;
      });
    this.waiting.catch(() => {
      this.waiting = null;
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
