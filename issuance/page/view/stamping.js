/**
 * What happens on the sheet: from "press here" to the imprint, or to a word of advice.
 *
 *   ready ─touch─► touched ─five─► full ─settled─► sending ─┬─► accepted
 *     ▲                │                 (turn ◄─ first end)├─► refused ──┐
 *     └──── unread ◄───┴─ not a stamp                       └─► lost      │
 *     └───────────────────────────────────────────────────────────────────┘
 */

import {LONGEST_APART_MS, Pair} from "../reading/pair.js";
import {Press} from "../reading/press.js";
import {Lost, Problem} from "../problem.js";
import {DOTS} from "../reading/settled.js";
import {api} from "../wallet/device.js";
import {Challenge} from "../wallet/challenge.js";
import {again, isWaiting, present} from "../wallet/pending.js";
import {keep, voucher as kept} from "../wallet/wallet.js";
import {tillCode} from "../wallet/till.js";
import {purposeOf} from "../wallet/voucher.js";
import {listen, screenSize, zoomOf} from "./area.js";
import {OtherEnd} from "./otherend.js";
import {refusalText, refusalWord} from "./refusal.js";
import {Sheet} from "./sheet.js";

// Refusals that the customer answers with the code at the till, before pressing again.
const ASKS_CODE = ["till-code-needed", "till-code-wrong"];
// From the first touch of the other end until it is read and on its way.
const TO_READ_MS = 4000;

/**
 * Open the sheet for a voucher; resolves when it is closed, with the refusal that the code at the
 * till answers, or null.
 */
export function stamp(words, voucher) {
  return new Promise((resolve) => new Stamping(words, voucher, resolve).open());
}

class Stamping extends Sheet {
  constructor(words, voucher, onClosed) {
    super(words, voucher);
    this.onClosed = onClosed;
    this.challenge = new Challenge(api, voucher.id, this.purpose,
      () => tillCode(voucher.campaign.merchant.id));
    this.asked = null;
    this.press = new Press({
      viewport: screenSize,
      challengedMs: () => this.challenge.arrivedMs,
      onTouches: (touches) => this.touched(touches),
      onSeen: (sighting, times) => this.seen(sighting, times),
      onUnread: (diagnosis) => this.unread(diagnosis),
    });
    this.stop = new AbortController();
    this.pair = new Pair();
    this.otherEnd = new OtherEnd(words, () => {
      this.startAgain();
      this.close.focus();
    });
    this.build(this.otherEnd);
  }

  open() {
    const {signal} = this.stop;
    this.show(signal);
    this.dialog.addEventListener("close", () => this.closed(), {signal});
    listen(this.dialog, (moment) => {
      this.glass.zoom(zoomOf(window.visualViewport));
      this.press.take(moment);
    }, signal);
    const upright = matchMedia("(orientation: portrait)");
    upright.addEventListener("change", () => this.press.turn(), {signal});
    window.addEventListener("online", () => this.phase === "lost" && this.sendAgain(), {signal});
    const look = () => {
      if (signal.aborted) return;
      this.press.look(performance.now());
      if (this.pair.isHalf) this.waitForOtherEnd();
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
    if (isWaiting(this.voucher.id)) {
      this.lost();
    } else {
      this.startAgain();
      this.challenge.prepare().catch((error) => this.refusedEarly(error));
    }
  }

  closed() {
    this.stop.abort();
    this.dialog.remove();
    this.onClosed(this.asked);
  }

  touched(touches) {
    this.glass.show(touches, this.phase);
    if (!this.isOpen) return;
    // Of a press that was concluded the word stands while it lifts.
    if (this.press.isDone) return;
    if (touches.length === DOTS && this.phase !== "full") {
      this.become("full", this.words.say("sheet.keep"));
      // A stamp that only rests is read once a challenge is there.
      this.challenge.prepare().catch(() => {});
    } else if (touches.length && touches.length !== DOTS && this.phase !== "touched") {
      this.become("touched", "");
    }
  }

  unread({word, values}) {
    if (!this.isOpen) return;
    const {error} = this.challenge;
    if (word === "sheet.offline" && error instanceof Problem) {
      this.refused(error);
    } else {
      this.become("unread", this.words.say(word, values));
    }
  }

  /** Wait for a stamp, or for the first end of one. */
  startAgain() {
    this.forgetFirst();
    this.become("ready", this.words.say(this.isTwoEnded ? "ends.hint" : "sheet.hint"));
  }

  forgetFirst() {
    this.pair.forget();
    this.otherEnd.hide();
  }

  /** Keep what is seen of a first end; whatever end it was, right or wrong, the other is next. */
  firstSeen(sighting, readMs) {
    this.pair.begin(sighting, readMs);
    // The other end answers the same challenge, in time or not at all.
    this.challenge.hold(LONGEST_APART_MS + TO_READ_MS);
    this.become("turn", this.words.say("ends.other"));
    this.waitForOtherEnd();
  }

  waitForOtherEnd() {
    const leftMs = this.pair.leftMs(performance.now());
    // What touched the screen in time may stay on it until it is read.
    if (leftMs > 0 || this.press.isDown) {
      this.otherEnd.show(leftMs);
      return;
    }
    this.forgetFirst();
    this.become("unread", this.words.say("ends.late"));
  }

  seen(sighting, {touchedMs, readMs}) {
    if (!this.isOpen) return;
    if (!this.isTwoEnded) {
      this.send(sighting);
    } else if (!this.pair.isHalf || this.pair.isOver(touchedMs)) {
      this.firstSeen(sighting, readMs);
    } else if (this.pair.isSameEnd(sighting)) {
      this.become("unread", this.words.say("press.same"));
    } else {
      const both = this.pair.with(sighting, touchedMs);
      this.forgetFirst();
      this.send(both);
    }
  }

  async send(shown) {
    this.become("sending", this.words.say("sheet.sending"));
    try {
      const id = await this.challenge.take();
      await this.answered(present(api, this.voucher.id, {challenge_id: id, ...shown}));
    } catch (error) {
      if (error instanceof Problem) {
        await this.refused(error);
      } else {
        this.become("unread", this.words.say("sheet.offline"));
      }
    }
  }

  /** Send what waits for its answer once more. */
  async sendAgain() {
    if (!isWaiting(this.voucher.id)) {
      // Another tab got the answer meanwhile.
      this.voucher = kept(this.voucher.id);
      this.leave();
      return;
    }
    this.become("sending", this.words.say("sheet.sending"));
    await this.answered(again(api, this.voucher.id));
  }

  async answered(answer) {
    try {
      this.accepted(await answer);
    } catch (error) {
      if (error instanceof Lost) {
        this.lost();
      } else {
        await this.refused(error);
      }
    }
  }

  lost() {
    this.become("lost", this.words.say("sheet.lost"));
    this.resend.focus();
  }

  accepted({voucher, imprint}) {
    this.voucher = keep(voucher, imprint);
    if (this.stop.signal.aborted) {
      // The sheet was left before the answer came; what is under it shows the voucher as it was.
      dispatchEvent(new Event("vouchers"));
      return;
    }
    this.showAccepted(voucher, imprint);
  }

  /** No challenge is given: better told before the stamp falls than after. */
  refusedEarly(error) {
    if (error instanceof Problem && this.phase === "ready") this.refused(error);
  }

  async refused(problem) {
    const {words} = this;
    this.forgetFirst();
    const isPair = this.isTwoEnded && problem.slug === "stamp-not-accepted";
    const word = isPair ? "ends.refused" : refusalWord(words, problem);
    if (ASKS_CODE.includes(problem.slug)) {
      this.asked = word;
      this.leave();
      return;
    }
    const text = isPair ? words.say(word) : refusalText(words, problem);
    this.become("unread", text);
    const {version} = this.voucher;
    try {
      this.voucher = keep(await api.get(`/v1/vouchers/${this.voucher.id}`));
    } catch {
      // it stays as it is kept
    }
    if (problem.slug === "challenge-spent" && this.voucher.version > version) {
      // The request was older than the answer to it, which said that the stamp counts.
      this.accepted({voucher: this.voucher, imprint: null});
    } else if (purposeOf(this.voucher) === this.purpose) {
      // Without one the next press asks again, and tells what is said of it.
      this.challenge.prepare().catch(() => {});
    } else {
      this.become("over", text);
    }
  }
}
