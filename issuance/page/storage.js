/**
 * What the phone keeps between visits, as JSON under a name. Where storage is closed (private
 * windows of some browsers) it lasts as long as the page.
 */

const meanwhile = new Map();

export function read(name) {
  try {
    const text = localStorage.getItem(name);
    if (text !== null) return JSON.parse(text);
  } catch {
    // closed, or not ours: what was kept meanwhile counts
  }
  return meanwhile.get(name) ?? null;
}

export function write(name, value) {
  meanwhile.set(name, value);
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // closed or full: it lasts as long as the page
  }
}

export function forget(name) {
  meanwhile.delete(name);
  try {
    localStorage.removeItem(name);
  } catch {
    // closed: there is nothing to remove
  }
}
