/**
 * The desk of the issuing company: which view an address shows.
 *
 *   #/                         merchants
 *   #/mer_…/campaigns          campaigns of one      #/mer_…/campaigns/new, …/cmp_…, …/cmp_…/edit
 *   #/mer_…/stamps             its stamps
 *   #/vouchers                 find one
 *   #/alarms
 *   #/keys, #/audit            an administrator's
 */

import {element} from "/page/element.js";
import {LANGUAGES, switchLanguage, wordsOf} from "/page/words.js";
import en from "./i18n/en.json" with {type: "json"};
import hans from "./i18n/zh-Hans.json" with {type: "json"};
import hant from "./i18n/zh-Hant.json" with {type: "json"};
import {isAdministrator, isLoggedIn, logOut} from "./session.js";
import {failure, show} from "./view/frame.js";
import {showAlarms} from "./view/alarms.js";
import {showAudit} from "./view/audit.js";
import {showCampaign} from "./view/campaign.js";
import {showCampaignForm} from "./view/campaign-form.js";
import {showCampaigns} from "./view/campaigns.js";
import {showKeys} from "./view/keys.js";
import {showLogin} from "./view/login.js";
import {showMerchants} from "./view/merchants.js";
import {showStamps} from "./view/stamps.js";
import {showVouchers} from "./view/vouchers.js";

const VIEWS = [
  [/^#?\/?$/, showMerchants],
  [/^#\/alarms$/, showAlarms],
  [/^#\/keys$/, showKeys],
  [/^#\/audit$/, showAudit],
  [/^#\/vouchers$/, showVouchers],
  [/^#\/(mer_\w+)\/stamps$/, showStamps],
  [/^#\/(mer_\w+)\/campaigns$/, showCampaigns],
  [/^#\/(mer_\w+)\/campaigns\/(new)$/, showCampaignForm],
  [/^#\/(mer_\w+)\/campaigns\/(cmp_\w+)$/, showCampaign],
  [/^#\/(mer_\w+)\/campaigns\/(cmp_\w+)\/edit$/, showCampaignForm],
];

const TABLES = {en, "zh-Hans": hans, "zh-Hant": hant};

let words = wordsOf(TABLES);

/** Show what the address says, after what is on its way: the last address has the last word. */
function route() {
  showing = showing.then(view, view);
  return showing;
}

let showing = Promise.resolve();

async function view() {
  bar();
  if (!isLoggedIn()) {
    showLogin(words, route);
    return;
  }
  const [pattern, shown] = VIEWS.find(([known]) => known.test(location.hash)) ?? VIEWS[0];
  const [, ...names] = pattern.exec(location.hash) ?? [];
  try {
    await shown(words, ...names);
  } catch (error) {
    if (error.status === 401) {
      logOut();
      showLogin(words, route);
    } else {
      show(words.say("desk.title"), element("h1", {}, words.say("desk.failed")),
        element("p", {role: "alert"}, failure(words, error)));
    }
  }
}

function bar() {
  const links = [
    ["#/", "nav.merchants"], ["#/vouchers", "nav.vouchers"], ["#/alarms", "nav.alarms"],
    ...(isAdministrator() ? [["#/keys", "nav.keys"], ["#/audit", "nav.audit"]] : []),
  ];
  const here = location.hash === "" ? "#/" : location.hash;
  const language = element("select", {
    id: "language",
    onchange: async (event) => {
      switchLanguage(event.target.value);
      words = wordsOf(TABLES);
      await route();
      document.querySelector("#language").focus();
    },
  }, Object.entries(LANGUAGES).map(([code, name]) =>
    element("option", {value: code, lang: code, selected: code === words.language}, name)));
  const leave = element("button", {
    onclick: () => {
      logOut();
      location.hash = "#/";
      route();
    },
  }, words.say("desk.leave"));
  document.querySelector(".bar").replaceChildren(...[
    element("p", {class: "brand"}, words.say("desk.title")),
    isLoggedIn() && element("nav", {"aria-label": words.say("nav.label")},
      links.map(([href, word]) =>
        element("a", {href, "aria-current": href === here ? "page" : null}, words.say(word)))),
    element("label", {class: "visually-hidden", for: "language"}, words.say("desk.language")),
    language,
    isLoggedIn() && leave,
  ].filter(Boolean));
}

addEventListener("hashchange", route);
await route();
