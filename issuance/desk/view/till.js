/** The code at a merchant's till, for new customers while somebody guesses patterns. */

import {element} from "/page/element.js";
import {Problem} from "/page/problem.js";
import {api} from "../session.js";
import {doing, tell} from "./frame.js";

/** The section of a merchant's till code; empty for a key that may not see it. */
export async function tillCode(words, merchantId) {
  const path = `/v1/merchants/${merchantId}/till-code`;
  let found;
  try {
    found = await api.get(path);
  } catch (error) {
    if (error instanceof Problem && error.slug === "forbidden") return null;
    throw error;
  }
  const code = element("p", {class: "code"}, found.code);
  const renew = element("button", {
    onclick: () => doing(words, renew, async () => {
      code.textContent = (await api.post(path)).code;
      tell(words.say("till.renewed"));
    }),
  }, words.say("till.renew"));
  return element("section", {class: "narrow"},
    element("h2", {}, words.say("till.title")),
    element("p", {class: "soft"}, words.say("till.what")),
    code, renew);
}

/** The address of a campaign for a card at the till, with the code in it; null without a code. */
export async function tillLink(merchantId, link) {
  try {
    const {code} = await api.get(`/v1/merchants/${merchantId}/till-code`);
    return `${link}#till=${code}`;
  } catch (error) {
    if (error instanceof Problem && error.slug === "forbidden") return null;
    throw error;
  }
}
