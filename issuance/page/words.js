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
  /**
   * `locale` is how the reader writes days and numbers: en-GB, where the words are in en. `zone` is
   * the time zone of days and hours; undefined: that of the device.
   */
  constructor(language, table, locale = language, zone = undefined) {
    Object.assign(this, {language, table, locale, zone});
  }

  /** The same words for a shop, whose days and hours are those of its time zone. */
  at(zone) {
    return new Words(this.language, this.table, this.locale, isZone(zone) ? zone : undefined);
  }

  /** Say a word. */
  say(key, values = {}) {
    return this.table[key].replace(/\{(\w+)\}/g, (_, name) => values[name]);
  }

  has(key) {
    return key in this.table;
  }

  /** Whether a word has a place to be filled in. */
  takes(key, name) {
    return this.table[key].includes(`{${name}}`);
  }

  day(iso) {
    return this.time(new Date(iso), {dateStyle: "medium"});
  }

  /** The last day of something that ends at a moment, and the hour where no day ends with it. */
  lastDay(iso) {
    const last = this.day(Date.parse(iso) - 1);
    return this.day(iso) === last ? this.moment(iso) : last;
  }

  /** A day and its hour, with the time zone where a clock here shows another hour. */
  moment(iso) {
    const date = new Date(iso);
    const parts = {dateStyle: "medium", timeStyle: "short"};
    const there = this.time(date, parts);
    if (there === this.time(date, {...parts, timeZone: undefined})) return there;
    const {zone: timeZone} = this;
    const named = new Intl.DateTimeFormat(this.locale, {timeZone, timeZoneName: "short"});
    const {value} = named.formatToParts(date).find(({type}) => type === "timeZoneName");
    return `${there} (${value})`;
  }

  /** The time of day with its seconds. */
  clock(date) {
    return this.time(date, {timeStyle: "medium"});
  }

  /** How long something is ago, in seconds, then minutes, then hours. */
  ago(ms) {
    const seconds = Math.round(ms / 1000);
    const relative = new Intl.RelativeTimeFormat(this.locale, {numeric: "always"});
    if (seconds < 60) return relative.format(-seconds, "second");
    return seconds < 3600 ? relative.format(-Math.floor(seconds / 60), "minute")
      : relative.format(-Math.floor(seconds / 3600), "hour");
  }

  time(date, parts) {
    return new Intl.DateTimeFormat(this.locale, {timeZone: this.zone, ...parts}).format(date);
  }

  number(value) {
    return new Intl.NumberFormat(this.locale).format(value);
  }
}

/** Whether the browser knows a time zone; vouchers kept by older versions of the page have none. */
function isZone(zone) {
  try {
    return Boolean(zone && new Intl.DateTimeFormat("en", {timeZone: zone}));
  } catch {
    return false;
  }
}

/** Which of the languages that there are somebody wants who names this tag; null for none. */
function spoken(tag) {
  if (TRADITIONAL.test(tag)) return "zh-Hant";
  if (/^zh\b/i.test(tag)) return "zh-Hans";
  return /^en\b/i.test(tag) ? "en" : null;
}

/** Choose of the languages that there are the first that the reader wants. */
export function chosen(wanted) {
  return wanted.map(spoken).find((language) => language) ?? "en";
}

/** Take of the tables of all languages the one that was switched to or is wanted. */
export function wordsOf(tables) {
  const kept = read(KEPT);
  const language = kept in LANGUAGES ? kept : chosen(navigator.languages);
  document.documentElement.lang = language;
  const locale = navigator.languages.find((tag) => spoken(tag) === language);
  return new Words(language, tables[language], locale);
}

/** Switch to another language, from now on. */
export function switchLanguage(language) {
  write(KEPT, language);
}
