/**
 * An emulated stamp on the sheet of a demo, for who has none: a button for mouse, keyboard, finger.
 *
 *   button ─► /demo/press: the emulator presses, as a hand does, never twice alike
 *          ─► touch events in their times, at the middle of the area ─► the page's own listeners
 *
 * Only a demo's server has this file, and only its document asks for it (issuance/demo/stamps.py).
 */

import {drawn, element} from "/page/element.js";
import {
  FACE_MM, LEAST_PX_PER_MM, USUAL_PX_PER_MM, centre,
} from "/page/reading/geometry.js";
import {DOTS} from "/page/reading/settled.js";
import {QUIET_MS} from "/page/view/area.js";

const WORDS = {
  en: {press: "Press the emulated stamp", other: "Turn it over and press"},
  "zh-Hant": {press: "按下模擬印章", other: "翻過來，再按一次"},
  "zh-Hans": {press: "按下模拟印章", other: "翻过来，再按一次"},
};
// The phase in which the sheet waits for the other end (view/stamping.js).
const OTHER_END = "turn";

document.head.append(element("link", {rel: "stylesheet", href: "/demo/stamp.css"}));
new MutationObserver(equip).observe(document.body, {childList: true});
equip();

/** Put a stamp on a sheet that has none. */
function equip() {
  const sheet = document.querySelector("dialog.sheet:not([data-stamp])");
  if (!sheet) return;
  sheet.dataset.stamp = "emulated";
  const words = WORDS[document.documentElement.lang] ?? WORDS.en;
  const label = element("span");
  const button = element("button", {
    class: "demo-button",
    onclick: () => press(sheet, button).catch(() => {}),
  }, picture(), label);
  const name = () => {
    const text = sheet.dataset.phase === OTHER_END ? words.other : words.press;
    if (label.textContent !== text) label.textContent = text;
  };
  name();
  new MutationObserver(name).observe(sheet, {attributeFilter: ["data-phase"]});
  sheet.querySelector(".sheet-foot").append(button);
}

/** A stamp from the side: knob, neck, plate. */
function picture() {
  return drawn("svg", {viewBox: "0 0 40 40", class: "demo-picture", "aria-hidden": "true"},
    drawn("path", {d: "M20 3a8 8 0 0 1 5 14l2 9h-14l2-9a8 8 0 0 1 5-14z"}),
    drawn("rect", {x: 6, y: 26, width: 28, height: 6, rx: 2}),
    [9, 16, 21, 30].map((x) => drawn("rect", {x, y: 33, width: 3, height: 4, rx: 1.5})));
}

/** Press the stamp once; while it is on the glass the button does nothing. */
async function press(sheet, button) {
  if (button.ariaDisabled === "true") return;
  button.ariaDisabled = "true";
  const handle = element("div", {class: "demo-handle"});
  try {
    const area = sheet.querySelector(".target");
    const {left, top, width, height} = area.getBoundingClientRect();
    const scale = Math.min(USUAL_PX_PER_MM,
      Math.max(LEAST_PX_PER_MM, Math.min(width, height) / FACE_MM));
    const asked = new URLSearchParams({stamp: stampFor(sheet), px_per_mm: scale});
    const answer = await fetch(`/demo/press?${asked}`, {cache: "no-store"});
    const events = await answer.json();
    const middle = centre(events.find(({touches}) => touches.length === DOTS).touches);
    const [dx, dy] = [left + width / 2 - middle.x, top + height / 2 - middle.y];
    handle.style.translate = `${left + width / 2}px ${top + height / 2}px`;
    sheet.append(handle);
    const began = performance.now() - events[0].time_ms;
    for (const event of events) {
      await reached(began + event.time_ms);
      area.dispatchEvent(felt(event, dx, dy));
    }
  } finally {
    handle.remove();
    // So long a click counts for none after several touches.
    await reached(performance.now() + 2 * QUIET_MS);
    button.ariaDisabled = "false";
  }
}

/** Which stamp this sheet waits for: the shop's, or an end of its two-ended one. */
function stampFor(sheet) {
  if (sheet.dataset.ends !== "2") return "counter";
  return sheet.dataset.phase === OTHER_END ? "notched" : "plain";
}

/** A touch event as the page gets it; not every browser can make one of a class of its own. */
function felt({kind, changed, touches}, dx, dy) {
  const down = touches.map((touch) => (
    {...touch, clientX: touch.x + dx, clientY: touch.y + dy}));
  return Object.assign(new Event(kind, {bubbles: true, cancelable: true}), {
    touches: down, changedTouches: changed.map((identifier) => ({identifier})),
  });
}

async function reached(timeMs) {
  const leftMs = timeMs - performance.now();
  if (leftMs > 0) await new Promise((resolve) => setTimeout(resolve, leftMs));
}
