/**
 * Elements from names, attributes and children. Text stays text: nothing here or elsewhere on the
 * pages reads HTML from a string.
 */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Make an element.
 *
 * Attributes that are functions listen (`onclick`), `true` stands alone, and `false`, null and
 * undefined are left out; so are children that are null or false.
 */
export function element(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

/** Make an element of a drawing. */
export function drawn(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

function filled(made, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") {
      made.addEventListener(key.slice(2), value);
    } else if (value !== false && value !== null && value !== undefined) {
      made.setAttribute(key, value === true ? "" : value);
    }
  }
  made.append(...children.flat().filter((child) => child !== null && child !== false
    && child !== undefined));
  return made;
}
