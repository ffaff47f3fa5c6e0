/** One campaign: how many vouchers stand where, now, and its redemptions over time. */

import {element} from "/page/element.js";
import {api} from "../session.js";
import {failure, show, tell, trail} from "./frame.js";
import {plot} from "./plot.js";
import {table} from "./table.js";
import {tillLink} from "./till.js";

const STATES = ["claimed", "unverified", "verified", "redeemed", "expired", "revoked"];
const POLL_MS = 4000;
const COLUMNS = [
  "versions.number", "versions.since", "form.title", "form.text", "versions.days",
  "form.reversal_s",
];
// How far back the plot goes, and in what steps.
const SPANS = {hour: {count: 24, stepMs: 3_600_000}, day: {count: 14, stepMs: 86_400_000}};

export async function showCampaign(words, merchantId, campaignId) {
  const merchant = await api.get(`/v1/merchants/${merchantId}`);
  const campaign = await api.get(`/v1/campaigns/${campaignId}`);
  const versions = await api.list(`/v1/campaigns/${campaignId}/versions`);
  const numbers = element("dl", {class: "counts"});
  const chart = element("div", {class: "chart"});
  const bucket = element("select", {id: "bucket", onchange: () => update()},
    Object.keys(SPANS).map((name) => element("option", {value: name}, words.say(`plot.${name}`))));
  const link = `${location.origin}/c/${campaignId}`;
  const card = await tillLink(merchantId, link);
  const signal = show(`${campaign.title} · ${merchant.name}`,
    trail(words, merchant),
    element("h1", {}, campaign.title),
    element("p", {class: "soft"}, words.say(`mode.${campaign.mode}`)),
    element("p", {}, words.say("campaign.link"), " ", element("a", {href: link}, link)),
    card && element("p", {}, words.say("till.link"), " ", element("a", {href: card}, card)),
    element("h2", {}, words.say("campaign.now")),
    numbers,
    element("div", {class: "row"},
      element("h2", {}, words.say("campaign.redemptions")),
      element("label", {class: "visually-hidden", for: "bucket"}, words.say("plot.bucket")),
      bucket),
    chart,
    ...past(words, words.at(merchant.time_zone), versions),
    element("a", {class: "button", href: `#/${merchantId}/campaigns/${campaignId}/edit`},
      words.say("campaign.edit")));

  let shown = "";
  async function update() {
    const counts = await api.get(`/v1/campaigns/${campaignId}/counts`);
    const {count, stepMs} = SPANS[bucket.value];
    const from = new Date(Math.floor(Date.now() / stepMs - count + 1) * stepMs);
    const query = new URLSearchParams({
      bucket: bucket.value, from: stamped(from), until: stamped(new Date(Date.now() + 1000)),
    });
    const told = await api.get(`/v1/campaigns/${campaignId}/redemptions?${query}`);
    // What did not change is left alone, for those who are reading it.
    const now = JSON.stringify([counts, told, bucket.value, words.locale]);
    if (now === shown) return;
    shown = now;
    numbers.replaceChildren(...tally(words, counts));
    const bars = filled(told.items ?? told, from.getTime(), count, stepMs);
    chart.replaceChildren(...plot(words, bars, bucket.value));
  }

  async function poll() {
    if (signal.aborted) return;
    try {
      if (!document.hidden) await update();
    } catch (error) {
      tell(failure(words, error));
    }
    setTimeout(poll, POLL_MS);
  }
  await poll();
}

/** What it promised in each version, the newest first; its days are those of the shop, `there`. */
function past(words, there, versions) {
  if (versions.length < 2) return [];
  const listed = versions.reverse().map((each) => [
    element("th", {scope: "row"}, words.number(each.version)),
    element("td", {}, words.moment(each.at)),
    element("td", {}, each.title),
    element("td", {}, each.text),
    element("td", {}, words.say("campaigns.days", {
      from: there.day(each.valid_from), until: there.lastDay(each.valid_until),
    })),
    element("td", {}, words.number(each.reversal_s)),
  ]);
  const name = words.say("campaign.versions");
  return [
    element("h2", {}, name),
    element("p", {class: "soft"}, words.say("campaign.versions-what")),
    table(words, name, COLUMNS, listed),
  ];
}

function tally(words, counts) {
  const rows = STATES.map((state) => [words.say(`count.${state}`), counts[state]]);
  if (counts.stock_left !== null) rows.push([words.say("count.left"), counts.stock_left]);
  return rows.map(([name, value]) => element("div", {},
    element("dt", {}, name), element("dd", {}, words.number(value))));
}

/** Every step of the span, those without redemptions too: [{start, count}]. */
function filled(told, fromMs, count, stepMs) {
  const known = new Map(told.map(({start, count: n}) => [Date.parse(start), n]));
  return Array.from({length: count}, (_, i) => ({
    start: new Date(fromMs + i * stepMs), count: known.get(fromMs + i * stepMs) ?? 0,
  }));
}

/** UTC to the second, as the API writes times. */
function stamped(date) {
  return `${date.toISOString().slice(0, 19)}Z`;
}
