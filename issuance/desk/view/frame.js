/** One view of the desk at a time, and how it says what went wrong. */

import {element} from "/page/element.js";
import {Lost} from "/page/problem.js";

let left = new AbortController();

/** Show a view; returns a signal that aborts when another takes its place. */
export function show(title, ...children) {
  left.abort();
  left = new AbortController();
  const main = document.querySelector("main");
  main.replaceChildren(...children.filter(Boolean));
  document.title = title;
  const heading = main.querySelector("h1");
  heading.tabIndex = -1;
  if (document.body.dataset.shown) heading.focus();
  document.body.dataset.shown = "yes";
  return left.signal;
}

/** The words for an error: what the server says of the fields, or that there was no answer. */
export function failure(words, error) {
  if (error instanceof Lost) return words.say("desk.lost");
  const own = `refusal.${error.slug}`;
  const fields = (error.errors ?? []).map(({field, message}) => `${field}: ${message}`);
  const said = words.has(own) ? words.say(own) : error.message;
  return fields.length ? `${said} ${fields.join("; ")}` : said;
}

/** Say something in the desk's live region. */
export function tell(text) {
  document.querySelector("#notice").textContent = text;
}

/** The way from the merchants to here. */
export function trail(words, merchant, ...steps) {
  return element("nav", {class: "trail", "aria-label": words.say("nav.trail")},
    element("a", {href: "#/"}, words.say("nav.merchants")),
    element("a", {href: `#/${merchant.id}/campaigns`}, merchant.name),
    ...steps);
}

/** The two sides of one merchant. */
export function tabs(words, merchant, here) {
  return element("nav", {class: "tabs", "aria-label": merchant.name},
    ["campaigns", "stamps"].map((side) => element("a", {
      href: `#/${merchant.id}/${side}`, "aria-current": side === here ? "page" : null,
    }, words.say(`nav.${side}`))));
}

/** A field of a form with its label, and a hint where one helps. */
export function field(label, input, hint = null) {
  const described = hint && `${input.id}-hint`;
  if (described) input.setAttribute("aria-describedby", described);
  return element("div", {class: "field"},
    element("label", {for: input.id}, label), input,
    hint && element("p", {class: "hint", id: described}, hint));
}

/** Run what a form or a button does, with the button off meanwhile, and tell what went wrong. */
export async function doing(words, button, act) {
  button.disabled = true;
  tell("");
  try {
    await act();
  } catch (error) {
    tell(failure(words, error));
  } finally {
    button.disabled = false;
  }
}
