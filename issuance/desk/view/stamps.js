/** A merchant's stamps: what each face looks like, whether it counts, and how it is made. */

import {element} from "/page/element.js";
import {api, file} from "../session.js";
import {face} from "./face.js";
import {doing, field, show, tabs, tell, trail} from "./frame.js";
import {tillCode} from "./till.js";

const STATUSES = ["active", "lost", "revoked"];
const FOR_GOOD = "revoked";
const TWO_ENDED_FAMILY = "touch5";
const FAMILIES = ["touch5", "lattice7", "lattice7h12", "lattice8", "lattice8h14", "lattice8h18"];

export async function showStamps(words, merchantId) {
  const merchant = await api.get(`/v1/merchants/${merchantId}`);
  const stamps = await api.list(`/v1/merchants/${merchantId}/stamps`);
  const till = await tillCode(words, merchantId);
  show(`${words.say("nav.stamps")} · ${merchant.name}`,
    trail(words, merchant),
    element("h1", {}, words.say("nav.stamps")),
    tabs(words, merchant, "stamps"),
    stamps.length ? null : element("p", {}, words.say("stamps.none")),
    element("ul", {class: "tiles"}, stamps.map((stamp) => element("li", {class: "tile"},
      tile(words, stamp)))),
    form(words, merchantId),
    till);
}

function tile(words, stamp) {
  const isTwoEnded = stamp.two_ended;
  const name = stamp.label || [stamp.family, codes(stamp).join(" + ")].join(" ").trim();
  const sure = element("p", {class: "ways", hidden: true});
  const status = element("select", {
    id: `status-${stamp.id}`,
    onchange: () => {
      sure.hidden = status.value !== FOR_GOOD;
      if (sure.hidden) change();
      else ask();
    },
  }, STATUSES.map((value) => element("option", {value, selected: value === stamp.status},
    words.say(`stamp.${value}`))));
  status.disabled = stamp.status === FOR_GOOD;

  /** Ask before what cannot be taken back; until then the stamp is what it was. */
  function ask() {
    const yes = element("button", {class: "primary", onclick: () => change()},
      words.say("stamps.revoke-sure", {name}));
    sure.replaceChildren(yes, element("button", {onclick: keep}, words.say("stamps.keep")));
    yes.focus();
  }

  function keep() {
    sure.hidden = true;
    status.value = stamp.status;
    status.focus();
  }

  async function change() {
    const wanted = status.value;
    sure.hidden = true;
    await doing(words, status, async () => {
      await api.change("PATCH", `/v1/stamps/${stamp.id}`, {status: wanted});
      stamp.status = wanted;
      tell(words.say("stamps.changed", {name, status: words.say(`stamp.${wanted}`)}));
    });
    status.value = stamp.status;
    status.disabled = stamp.status === FOR_GOOD;
  }
  const load = element("button", {
    "aria-label": words.say("stamps.package-of", {name}),
    onclick: () => doing(words, load, () => download(words, stamp)),
  }, words.say("stamps.package"));
  const ends = isTwoEnded ? ["first", "second"] : ["first"];
  return [
    element("div", {class: "faces"}, ends.map((end) => pictureOf(words, stamp, end,
      words.say(isTwoEnded ? `end.${end}` : "stamps.face", {name})))),
    element("h2", {}, name),
    element("p", {class: "soft"}, kind(words, stamp)),
    field(words.say("stamps.status"), status),
    sure,
    load,
  ];
}

/** The codes of a stamp, of its one end or its two; none for a key that may not make the stamp. */
function codes({code, second_code: second}) {
  return [code, second].filter((each) => each !== null);
}

/** What a stamp is: its family, and its codes where the key may see them. */
function kind(words, stamp) {
  if (stamp.code === null) return stamp.family;
  return words.say(stamp.two_ended ? "stamps.codes" : "stamps.code", stamp);
}

function pictureOf(words, stamp, end, label) {
  const picture = element("div", {class: "face"});
  api.get(`/v1/stamps/${stamp.id}/face?end=${end}`).then(
    (document) => picture.append(face(document, label)),
    () => picture.append(words.say("stamps.no-face")));
  return picture;
}

/** Save the package of fabrication files; other merchants' stamps may have the same codes. */
async function download(words, stamp) {
  tell(words.say("stamps.packing"));
  let packed;
  try {
    packed = await file(`/v1/stamps/${stamp.id}/package`);
  } catch {
    tell(words.say("stamps.no-package"));
    return;
  }
  const address = URL.createObjectURL(packed);
  const name = [stamp.family, ...codes(stamp), stamp.id].join("-");
  element("a", {href: address, download: `${name}.zip`}).click();
  URL.revokeObjectURL(address);
  tell(words.say("stamps.packed"));
}

function form(words, merchantId) {
  const family = element("select", {id: "family"},
    FAMILIES.map((name) => element("option", {value: name}, name)));
  const ends = element("select", {id: "ends"},
    ["one", "two"].map((value) => element("option", {value}, words.say(`ends.${value}`))));
  family.addEventListener("change", () => {
    ends.disabled = family.value !== TWO_ENDED_FAMILY;
    if (ends.disabled) ends.value = "one";
  });
  const label = element("input", {id: "label", maxlength: 200});
  const add = element("button", {class: "primary"}, words.say("stamps.add"));
  return element("form", {
    class: "narrow",
    onsubmit: (event) => {
      event.preventDefault();
      doing(words, add, async () => {
        const isTwoEnded = ends.value === "two";
        const body = {family: family.value, label: label.value, two_ended: isTwoEnded};
        await api.post(`/v1/merchants/${merchantId}/stamps`, body);
        await showStamps(words, merchantId);
      });
    },
  },
  element("h2", {}, words.say("stamps.new")),
  field(words.say("stamps.label"), label, words.say("stamps.label-hint")),
  field(words.say("stamps.family"), family, words.say("stamps.family-hint")),
  field(words.say("stamps.ends"), ends, words.say("stamps.ends-hint")),
  add);
}
