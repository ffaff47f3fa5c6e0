/**
 * What this window will do with a voucher: said before one is taken, since the stock is gone then.
 *
 * A window that forgets cannot be told from others for sure: a private one of Safari or Firefox
 * has no private files (`getDirectory`), one of Chromium keeps all until it is closed. Browsers
 * inside other apps are known by what they call themselves.
 */

import {element} from "../element.js";
import {isKept} from "../storage.js";
import {tell} from "./page.js";

// WeChat, QQ, Weibo, LINE, KakaoTalk, Facebook and Messenger, Instagram, and views of Android apps.
const IN_APP = /MicroMessenger|\bQQ\/|Weibo|\bLine\/|KAKAOTALK|\bFBA[NV]\b|Instagram|; wv\)/;

/** Find out what the window is: "forgetful", "private", "in-app" or "ordinary". */
export async function windowKind(agent = navigator.userAgent) {
  if (!isKept()) return "forgetful";
  if (IN_APP.test(agent)) return "in-app";
  try {
    await navigator.storage?.getDirectory?.();
  } catch {
    return "private";
  }
  return "ordinary";
}

/** What is said of a window before it takes a voucher, with a way to another one; null: nothing. */
export function warning(words, kind) {
  if (kind === "ordinary") return null;
  return element("section", {class: "warning", role: "note"},
    element("p", {}, words.say(`window.${kind}`)),
    copying(words, location.href));
}

/** A button that copies a link; null where the browser lets no page do so. */
export function copying(words, address) {
  return navigator.clipboard && element("button", {
    onclick: async () => {
      await navigator.clipboard.writeText(address);
      tell(words.say("window.copied"));
    },
  }, words.say("window.copy"));
}
