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
  const known = isNew ? fresh() : await own(merchantId, campaignId);
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
      hint && words.say(`form.${input.id}-hint`))),
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

async function own(merchantId, campaignId) {
  const all = await api.list(`/v1/merchants/${merchantId}/campaigns`);
  const found = all.find((campaign) => campaign.id === campaignId);
  if (!found) throw new Problem(404, {type: "/problems/not-found"}, null);
  return found;
}

function fresh() {
  const now = Date.now();
  return {
    title: "", text: "", valid_from: new Date(now).toISOString(),
    valid_until: new Date(now + MONTH_MS).toISOString(),
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
      type: "datetime-local", required: true, step: 60, value: local(known[name]),
    });
    return {input, value: () => `${new Date(input.value).toISOString().slice(0, 19)}Z`};
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
  const isSame = (name) => name.startsWith("valid_")
    ? local(known[name]) === local(told[name]) : known[name] === told[name];
  // Another worth brings its stamps with it, unless these are sent as well.
  const isSent = (name) => !isSame(name) || (name === "two_ended" && !isSame("worth"));
  return Object.fromEntries(Object.entries(told).filter(([name]) => isSent(name)));
}

/** A time in the form of an input, in the time zone of the desk. */
function local(iso) {
  const date = new Date(iso);
  return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}
