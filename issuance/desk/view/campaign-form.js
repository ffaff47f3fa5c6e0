/** A campaign to be opened or changed, with its picture. */

import {element} from "/page/element.js";
import {newIdentifier} from "/page/identifier.js";
import {Problem} from "/page/problem.js";
import {api, upload} from "../session.js";
import {doing, field, show, tell, trail} from "./frame.js";

const WORTHS = ["coffee", "more"];
const MODES = ["both", "issue", "redeem"];
const MOST_PICTURE_BYTES = 256 * 1024;
const MONTH_MS = 30 * 86_400_000;

export async function showCampaignForm(words, merchantId, campaignId) {
  const isNew = campaignId === "new";
  const merchant = await api.get(`/v1/merchants/${merchantId}`);
  const zone = merchant.time_zone;
  const known = isNew ? fresh(zone) : await own(merchantId, campaignId, zone);
  const inputs = fields(known, isNew, words);
  const picture = element("input", {
    id: "picture", type: "file", accept: "image/png,image/jpeg,image/webp",
  });
  const save = element("button", {class: "primary"}, words.say("form.save"));
  const once = newIdentifier();
  show(words.say(isNew ? "campaigns.new" : "campaign.edit"),
    trail(words, merchant),
    element("h1", {}, words.say(isNew ? "campaigns.new" : "campaign.edit")),
    element("form", {
      class: "wide",
      onsubmit: (event) => {
        event.preventDefault();
        doing(words, save, () => send());
      },
    },
    Object.values(inputs).map(({input, hint}) => field(words.say(`form.${input.id}`), input,
      hint && words.say(`form.${input.id}-hint`, {zone}))),
    known.picture_url ? element("img", {
      class: "thumb", src: known.picture_url, alt: words.say("form.now"),
    }) : null,
    field(words.say("form.picture"), picture, words.say("form.picture-hint")),
    save));

  async function send() {
    const chosen = picture.files[0];
    if (chosen && chosen.size > MOST_PICTURE_BYTES) {
      tell(words.say("form.too-large"));
      return;
    }
    const told = values(inputs);
    const campaign = isNew
      ? await api.post(`/v1/merchants/${merchantId}/campaigns`, told, once)
      : await api.change("PATCH", `/v1/campaigns/${campaignId}`, changes(known, told));
    if (chosen) await upload(`/v1/campaigns/${campaign.id}/picture`, chosen);
    location.hash = `#/${merchantId}/campaigns/${campaign.id}`;
  }
}

async function own(merchantId, campaignId, zone) {
  const all = await api.list(`/v1/merchants/${merchantId}/campaigns`);
  const found = all.find((campaign) => campaign.id === campaignId);
  if (!found) throw new Problem(404, {type: "/problems/not-found"}, null);
  const {valid_from: from, valid_until: until} = found;
  return {...found, valid_from: local(from, zone), valid_until: local(until, zone)};
}

function fresh(zone) {
  const now = Date.now();
  return {
    title: "", text: "", valid_from: local(now, zone),
    valid_until: `${local(now + MONTH_MS, zone).slice(0, 10)}T00:00`,
    stock: null, per_customer: 1, mode: "both", stamps_needed: 1, reversal_s: 900,
    worth: "coffee", two_ended: false,
  };
}

/** The inputs in their order: {name: {input, value()}}, without those that no change may touch. */
function fields(known, isNew, words) {
  const text = (name, attributes) => {
    const input = element("input", {id: name, value: known[name] ?? "", ...attributes});
    return {input, value: () => input.value};
  };
  const count = (name, least, isNeeded) => {
    const {input} = text(name, {
      type: "number", min: least, inputmode: "numeric", required: isNeeded,
    });
    return {input, hint: true, value: () => input.value === "" ? null : Number(input.value)};
  };
  const moment = (name) => {
    const {input} = text(name, {
      type: "datetime-local", required: true, step: 60, value: known[name],
    });
    return {input, hint: true, value: () => input.value};
  };
  const long = element("textarea", {id: "text", rows: 4, maxlength: 4000}, known.text);
  const mode = element("select", {id: "mode"}, MODES.map((name) =>
    element("option", {value: name, selected: name === known.mode}, words.say(`mode.${name}`))));
  const worth = element("select", {id: "worth"}, WORTHS.map((name) =>
    element("option", {value: name, selected: name === known.worth}, words.say(`worth.${name}`))));
  const ends = element("select", {id: "two_ended"}, [false, true].map((value) => element("option",
    {value: String(value), selected: value === known.two_ended}, words.say(`ends.${value}`))));
  worth.addEventListener("change", () => {
    ends.value = String(worth.value === "more");
  });
  return {
    title: text("title", {required: true, maxlength: 200}),
    text: {input: long, value: () => long.value},
    valid_from: moment("valid_from"),
    valid_until: moment("valid_until"),
    ...(isNew ? {mode: {input: mode, value: () => mode.value}} : {}),
    ...(isNew ? {stamps_needed: count("stamps_needed", 1, true)} : {}),
    worth: {input: worth, hint: true, value: () => worth.value},
    two_ended: {input: ends, value: () => ends.value === "true"},
    stock: count("stock", 1, false),
    per_customer: count("per_customer", 1, false),
    reversal_s: count("reversal_s", 0, true),
  };
}

function values(inputs) {
  return Object.fromEntries(Object.entries(inputs).map(([name, {value}]) => [name, value()]));
}

/** What differs from what is known; times to the minute, as the form has them. */
function changes(known, told) {
  const isSame = (name) => known[name] === told[name];
  // Another worth brings its stamps with it, unless these are sent as well.
  const isSent = (name) => !isSame(name) || (name === "two_ended" && !isSame("worth"));
  return Object.fromEntries(Object.entries(told).filter(([name]) => isSent(name)));
}

/** A time in the form of an input, in a time zone; so the server takes it for the merchant's. */
function local(time, zone) {
  const two = "2-digit";
  const parts = new Intl.DateTimeFormat("en", {
    timeZone: zone, hourCycle: "h23", year: "numeric", month: two, day: two, hour: two, minute: two,
  }).formatToParts(new Date(time));
  const of = Object.fromEntries(parts.map(({type, value}) => [type, value]));
  return `${of.year}-${of.month}-${of.day}T${of.hour}:${of.minute}`;
}
