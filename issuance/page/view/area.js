/**
 * The area to stamp: listens to touches on an element and keeps the browser's own gestures away,
 * scrolling, zooming, menus and selection.
 */

import {momentOf} from "../reading/moment.js";

const TOUCHES = ["touchstart", "touchmove", "touchend", "touchcancel"];
// No click counts so soon after several touches: a dot that lifts from a button presses nothing.
export const QUIET_MS = 300;

/** Hand every touch event on `node` to `take(moment)`; `signal` ends it. */
export function listen(node, take, signal) {
  let crowdedMs = -Infinity;
  const touched = (event) => {
    const nowMs = performance.now();
    const isAlone = event.touches.length + event.changedTouches.length <= 2
      && nowMs - crowdedMs > QUIET_MS;
    if (event.touches.length > 1) crowdedMs = nowMs;
    // One finger on a button remains a finger on a button.
    const isButton = isAlone && event.target.closest("button") !== null;
    if (!isButton && event.cancelable) event.preventDefault();
    take(momentOf(event, zoomOf(window.visualViewport), nowMs));
  };
  for (const kind of TOUCHES) node.addEventListener(kind, touched, {passive: false, signal});
  const prevent = (event) => event.preventDefault();
  // gesturestart: pinching on iPhones, which touch-action alone does not stop.
  for (const kind of ["contextmenu", "gesturestart", "gesturechange", "dragstart", "selectstart"]) {
    node.addEventListener(kind, prevent, {passive: false, signal});
  }
  node.addEventListener("click", (event) => {
    if (performance.now() - crowdedMs > QUIET_MS) return;
    event.preventDefault();
    event.stopPropagation();
  }, {capture: true, signal});
}

/** The magnification of the window: {scale, left, top}. */
export function zoomOf(viewport) {
  if (!viewport) return {scale: 1, left: 0, top: 0};
  return {scale: viewport.scale, left: viewport.offsetLeft, top: viewport.offsetTop};
}

/** What the server is told of the screen. */
export function screenSize() {
  return {
    width: window.innerWidth, height: window.innerHeight,
    device_pixel_ratio: window.devicePixelRatio,
  };
}
