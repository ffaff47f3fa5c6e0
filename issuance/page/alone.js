/**
 * One at a time, of all tabs of the page: what is read before it is written must not change
 * between. Where the browser has no locks (over plain HTTP) the tabs are on their own, and only
 * this one waits for itself.
 */

const here = new Map();

/** Do something while nothing else is done under the same name; resolves with its result. */
export function alone(name, act) {
  if (navigator.locks) return navigator.locks.request(name, act);
  const before = here.get(name) ?? Promise.resolve();
  const after = before.then(act, act);
  here.set(name, after);
  return after;
}
