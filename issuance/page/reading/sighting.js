/**
 * What the page sends of a press: `samples` and what goes with them, as the server's
 * `POST /v1/vouchers/{id}/presentations` takes it.
 */

import {DOTS, FEWEST_SAMPLES} from "./settled.js";
import {isSwipe} from "./geometry.js";

// Two real presses never agree in 10 to 30 samples, so a replay is recognised.
export const ENOUGH_SAMPLES = 30;

/** Describe what counts of a settled run of five touches; the press began with `moments`. */
export function sightingOf(run, moments, viewport) {
  const samples = run.moments.slice(0, ENOUGH_SAMPLES);
  const firstMs = samples[0].timeMs;
  return {
    gesture: isSwipe(samples) ? "swipe" : "press",
    samples: samples.map((at) => at.touches.map((touch) => [rounded(touch.x), rounded(touch.y)])),
    times_ms: samples.map((at) => rounded(at.timeMs - firstMs)),
    landing_ms: landings(samples[0].touches, moments),
    // With few samples the service asks how long the stamp rested.
    ...(samples.length < FEWEST_SAMPLES && {held_ms: rounded(run.lastsMs)}),
    radii_px: samples.map((at) => at.touches.map((touch) => rounded(touch.radius))),
    viewport,
  };
}

/** When each of five touches landed, in the order of their id; the first at 0. */
function landings(touches, moments) {
  const landed = touches.map((touch) =>
    moments.find((at) => at.touches.some((other) => other.id === touch.id)).timeMs);
  const firstMs = Math.min(...landed);
  return landed.slice(0, DOTS).map((timeMs) => rounded(timeMs - firstMs));
}

/** Floats of the browser in thousandths: finer than any panel. */
function rounded(value) {
  return Math.round(value * 1000) / 1000;
}
