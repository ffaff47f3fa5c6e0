/**
 * Redemptions over time as bars, drawn as SVG, with the numbers in a table beside it.
 *
 *    4 ┤      ▂
 *    2 ┤  ▂   █ ▂
 *    0 ┼──█───█─█────
 */

import {drawn, element} from "/page/element.js";

const WIDTH = 440;
const HEIGHT = 190;
const LEFT = 34;
const BOTTOM = 24;
const TOP = 10;
const LINES = 4;

/** Draw bars [{start, count}]: a drawing and a table. */
export function plot(words, bars, bucket) {
  const total = bars.reduce((sum, bar) => sum + bar.count, 0);
  const top = ceiling(Math.max(...bars.map((bar) => bar.count)));
  const y = (count) => HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * count / top;
  const step = (WIDTH - LEFT) / bars.length;
  const name = (bar) => label(words, bar.start, bucket);
  const every = Math.ceil(bars.length / 6);
  const drawing = drawn("svg", {
    viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img",
    "aria-label": words.say("plot.summary", {total: words.number(total)}),
  },
  Array.from({length: LINES + 1}, (_, i) => top * i / LINES).map((count) => [
    drawn("line", {class: "grid", x1: LEFT, x2: WIDTH, y1: y(count), y2: y(count)}),
    drawn("text", {class: "tick end", x: LEFT - 6, y: y(count) + 4}, words.number(count)),
  ]).flat(),
  bars.map((bar, i) => drawn("rect", {
    class: "bar-mark", x: LEFT + step * (i + 0.15), width: step * 0.7, rx: 2,
    y: y(bar.count), height: HEIGHT - BOTTOM - y(bar.count),
  }, drawn("title", {}, `${name(bar)}: ${words.number(bar.count)}`))),
  bars.map((bar, i) => i % every ? null : drawn("text", {
    class: "tick middle", x: LEFT + step * (i + 0.5), y: HEIGHT - 6,
  }, name(bar))));
  return [drawing, table(words, bars.filter((bar) => bar.count), name)];
}

/** The least round number above a count that its grid lines divide evenly. */
function ceiling(count) {
  let top = LINES;
  while (top < count) top *= top.toString().startsWith("4") ? 2.5 : 2;
  return top;
}

function label(words, start, bucket) {
  // Days are those of the server, which counts them in UTC.
  return words.time(start, bucket === "hour"
    ? {hour: "2-digit", minute: "2-digit"} : {day: "numeric", month: "short", timeZone: "UTC"});
}

function table(words, bars, name) {
  return element("details", {},
    element("summary", {}, words.say("plot.table")),
    element("table", {},
      element("caption", {class: "visually-hidden"}, words.say("campaign.redemptions")),
      element("thead", {}, element("tr", {},
        element("th", {scope: "col"}, words.say("plot.when")),
        element("th", {scope: "col"}, words.say("count.redeemed")))),
      element("tbody", {}, bars.map((bar) => element("tr", {},
        element("th", {scope: "row"}, name(bar)), element("td", {}, words.number(bar.count)))))));
}
