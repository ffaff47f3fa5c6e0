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
