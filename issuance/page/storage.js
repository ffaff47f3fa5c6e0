/**
 * What the phone keeps between visits, as JSON under a name. Where storage is closed or full
 * (private windows of some browsers) it lasts as long as the page.
 */

const meanwhile = new Map();

export function read(name) {
  if (meanwhile.has(name)) return meanwhile.get(name);
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

export function write(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
    meanwhile.delete(name);
  } catch {
    meanwhile.set(name, value);
  }
}

/** Forget everything that the page keeps. */
export function clear() {
  meanwhile.clear();
  try {
    localStorage.clear();
  } catch {
    // what is closed keeps nothing
  }
}

/** Whether what is written will be there at the next visit, as far as trying it tells. */
export function isKept() {
  try {
    localStorage.setItem("probe", "1");
    const isThere = localStorage.getItem("probe") === "1";
    localStorage.removeItem("probe");
    return isThere;
  } catch {
    return false;
  }
}
