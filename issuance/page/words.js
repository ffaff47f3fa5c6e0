/**
 * The words of a page in the reader's language: one JSON file a language, the same keys in each
 * (a test compares them). `{name}` in a word is filled in.
 */

import {read, write} from "./storage.js";

export const LANGUAGES = {en: "English", "zh-Hant": "繁體中文", "zh-Hans": "简体中文"};
const KEPT = "language";
// Where traditional characters are written.
const TRADITIONAL = /^zh\b.*\b(hant|tw|hk|mo)\b/i;

export class Words {
  constructor(language, table) {
    this.language = language;
    this.table = table;
  }

  /** Say a word. */
  say(key, values = {}) {
    return this.table[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  has(key) {
    return key in this.table;
  }

  day(iso) {
    return new Intl.DateTimeFormat(this.language, {dateStyle: "medium"}).format(new Date(iso));
  }

  moment(iso) {
    return new Intl.DateTimeFormat(this.language, {dateStyle: "medium", timeStyle: "short"})
      .format(new Date(iso));
  }

  number(value) {
    return new Intl.NumberFormat(this.language).format(value);
  }
}

/** Choose of the languages that there are the first that the reader wants. */
export function chosen(wanted) {
  for (const tag of wanted) {
    if (TRADITIONAL.test(tag)) return "zh-Hant";
    if (/^zh\b/i.test(tag)) return "zh-Hans";
    if (/^en\b/i.test(tag)) return "en";
  }
  return "en";
}

/** Load the words that are in `folder`, in the language that was switched to or is wanted. */
export async function loadWords(folder) {
  const kept = read(KEPT);
  const language = kept in LANGUAGES ? kept : chosen(navigator.languages);
  const answer = await fetch(`${folder}/${language}.json`);
  document.documentElement.lang = language;
  return new Words(language, await answer.json());
}

/** Switch to another language, from now on. */
export function switchLanguage(language) {
  write(KEPT, language);
}
