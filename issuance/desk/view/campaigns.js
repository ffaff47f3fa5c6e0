/** A merchant's campaigns. */

import {element} from "/page/element.js";
import {api} from "../session.js";
import {show, tabs, trail} from "./frame.js";

export async function showCampaigns(words, merchantId) {
  const merchant = await api.get(`/v1/merchants/${merchantId}`);
  const there = words.at(merchant.time_zone);
  const campaigns = await api.list(`/v1/merchants/${merchantId}/campaigns`);
  const address = (campaign) => `#/${merchantId}/campaigns/${campaign.id}`;
  show(`${words.say("nav.campaigns")} · ${merchant.name}`,
    trail(words, merchant),
    element("h1", {}, words.say("nav.campaigns")),
    tabs(words, merchant, "campaigns"),
    campaigns.length ? null : element("p", {}, words.say("campaigns.none")),
    element("ul", {class: "tiles"}, campaigns.map((campaign) => element("li", {class: "tile"},
      element("h2", {}, element("a", {href: address(campaign)}, campaign.title)),
      element("p", {class: "soft"}, words.say("campaigns.days", {
        from: there.day(campaign.valid_from), until: there.lastDay(campaign.valid_until),
      })),
      element("p", {}, words.say(`mode.${campaign.mode}`))))),
    element("a", {class: "button primary", href: `#/${merchantId}/campaigns/new`},
      words.say("campaigns.new")));
}
