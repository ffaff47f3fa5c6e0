/**
 * Moments: what is down once all events of one time have come (docs/contacts.md, 3.4).
 *
 * Five dots that land in one scan of the panel arrive as five events; clock.js gives them one time.
 *
 * A moment is {timeMs, touches, lifted, cancelled}; touches are {id, x, y, radius} in the order of
 * their id, in CSS pixels of an unzoomed window.
 */

const UNZOOMED = {scale: 1, left: 0, top: 0};

/**
 * Read a TouchEvent; its time is that of its arrival.
 *
 * A page that is zoomed in with two fingers reports places in larger pixels. What the glass felt
 * does not change by that, so `zoom` {scale, left, top}, the visual viewport, is taken out again.
 */
export function momentOf(event, zoom = UNZOOMED, timeMs = performance.now()) {
  const touches = Array.from(event.touches, (touch) => ({
    id: touch.identifier,
    x: (touch.clientX - zoom.left) * zoom.scale,
    y: (touch.clientY - zoom.top) * zoom.scale,
    radius: ((touch.radiusX || 0) + (touch.radiusY || 0)) / 2 * zoom.scale,
  }));
  touches.sort((one, other) => one.id - other.id);
  const cancelled = event.type === "touchcancel";
  return {timeMs, touches, lifted: cancelled || event.type === "touchend", cancelled};
}

/** Add a moment to a list in the order of time; of one time the latest counts. */
export function addMoment(moments, moment) {
  const last = moments.at(-1);
  if (last && last.timeMs === moment.timeMs) {
    moments[moments.length - 1] = {...moment, cancelled: moment.cancelled || last.cancelled};
  } else {
    moments.push(moment);
  }
}

/** Whether the same touches are down at two moments. */
export function sameTouches(one, other) {
  return one.touches.length === other.touches.length
    && one.touches.every((touch, i) => touch.id === other.touches[i].id);
}
