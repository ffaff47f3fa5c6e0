/** The sheet on which a stamp is pressed, as it is seen: what stands on it, phase by phase. */

import {element} from "../element.js";
import {purposeOf} from "../wallet/voucher.js";
import {closedByBack} from "./back.js";
import {Glass} from "./glass.js";
import {showOutcome} from "./outcome.js";
import {put} from "./page.js";
import {STATES, rowOf} from "./states.js";

const BUZZ = {full: 12, turn: [12, 30, 12], accepted: [20, 40, 30], unread: 60};

export class Sheet {
  constructor(words, voucher) {
    Object.assign(this, {words, voucher, purpose: purposeOf(voucher), glass: new Glass()});
  }

  /** Make its elements; `otherEnd` asks for the other end of a stamp. */
  build(otherEnd) {
    const {words} = this;
    this.title = element("h2", {id: "sheet-title"}, words.say(`sheet.${this.purpose}`));
    this.status = element("p", {class: "sheet-status", role: "status"});
    this.outcome = element("div", {class: "outcome", hidden: true});
    this.close = element("button", {class: "quiet", onclick: () => this.leave()},
      words.say("sheet.close"));
    this.resend = element("button", {
      class: "primary", hidden: true, onclick: () => this.sendAgain(),
    }, words.say("sheet.resend"));
    this.dialog = element("dialog", {
      class: "sheet", "aria-labelledby": "sheet-title", "data-ends": this.isTwoEnded ? 2 : 1,
    },
      element("header", {class: "sheet-head"},
        element("div", {},
          element("p", {class: "card-shop"}, this.voucher.campaign.merchant.name),
          this.title),
        this.close),
      element("div", {class: "target", "aria-hidden": "true"}, otherEnd.picture),
      element("footer", {class: "sheet-foot"}, this.outcome, this.status, otherEnd.node,
        this.resend),
      this.glass.svg);
  }

  /** Lay it over the page and keep the screen on, until `signal` aborts. */
  show(signal) {
    document.body.append(this.dialog);
    this.dialog.showModal();
    this.leave = closedByBack(this.dialog, signal);
    navigator.wakeLock?.request("screen").then((lock) => {
      signal.addEventListener("abort", () => lock.release());
      if (signal.aborted) lock.release();
    }, () => {});
  }

  become(phase, text) {
    this.phase = phase;
    this.dialog.dataset.phase = phase;
    this.resend.hidden = phase !== "lost";
    put(this.status, text);
    if (BUZZ[phase] && navigator.userActivation?.hasBeenActive) navigator.vibrate?.(BUZZ[phase]);
  }

  /** Whether a press counts: nothing is under way, and nothing is settled for good. */
  get isOpen() {
    return !["sending", "accepted", "over", "lost"].includes(this.phase);
  }

  get isTwoEnded() {
    return this.voucher.campaign.two_ended === true;
  }

  /** Show what came of a touch, and its imprint where this phone felt it. */
  showAccepted(voucher, imprint) {
    const {words} = this;
    const row = rowOf(voucher);
    const word = voucher.state === "unverified" ? "sheet.collected" : `sheet.${voucher.state}`;
    this.title.textContent = voucher.campaign.title;
    this.dialog.dataset.state = row;
    showOutcome(this.outcome, words, row, voucher.stamps);
    this.become("accepted", words.say(word, voucher.stamps));
    if (imprint) {
      const {name, time_zone: zone} = voucher.campaign.merchant;
      this.glass.imprint(imprint, name,
        words.at(zone).day(voucher.redeemed_at ?? voucher.verified_at ?? new Date().toISOString()),
        STATES[row].mark, voucher.stamps);
    }
    this.close.textContent = words.say("sheet.done");
    this.close.className = "primary";
    this.close.focus();
  }
}
