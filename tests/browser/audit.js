/**
 * What one can see of a page's accessibility without eyes: a list of what is wrong, empty when
 * nothing is. Names, labels, roles, headings, landmarks, identifiers, contrast, sizes.
 */
() => {
  const wrong = [];
  const isShown = (node) => node.checkVisibility({visibilityProperty: true, opacityProperty: true})
    && !node.closest("[aria-hidden=true]");
  const all = (selector) => [...document.querySelectorAll(selector)].filter(isShown);
  const told = (node) => node.outerHTML.slice(0, 90);
  const modal = document.querySelector("dialog:modal");
  const scope = (node) => !modal || modal.contains(node);

  const nameOf = (node) => {
    const by = node.getAttribute("aria-labelledby");
    if (by) return by.split(" ").map((id) => document.getElementById(id)?.textContent).join(" ");
    if (node.getAttribute("aria-label")) return node.getAttribute("aria-label");
    if (node.labels?.length) return [...node.labels].map((label) => label.textContent).join(" ");
    if (node.matches("input, select, textarea")) return "";
    return node.textContent;
  };
  const controls = all("a, button, input, select, textarea, summary");
  for (const node of [...controls, ...all("dialog, nav, [role=img], [role=region]")]) {
    if (!nameOf(node).trim()) wrong.push(`no name: ${told(node)}`);
  }
  for (const node of all("img")) {
    if (!node.hasAttribute("alt")) wrong.push(`no alt: ${told(node)}`);
  }
  for (const node of all("a")) {
    if (!node.hasAttribute("href")) wrong.push(`leads nowhere: ${told(node)}`);
  }
  for (const node of document.querySelectorAll("[onclick], [tabindex]")) {
    if (node.tabIndex > 0) wrong.push(`tabindex above 0: ${told(node)}`);
  }
  const ids = [...document.querySelectorAll("[id]")].map((node) => node.id);
  for (const id of ids.filter((one, i) => ids.indexOf(one) !== i)) wrong.push(`id twice: ${id}`);
  for (const node of document.querySelectorAll("[aria-describedby], label[for]")) {
    const target = node.getAttribute("aria-describedby") ?? node.getAttribute("for");
    if (!document.getElementById(target)) wrong.push(`no target: ${told(node)}`);
  }

  if (document.querySelectorAll("main").length !== 1) wrong.push("not one main");
  if (all("h1").length !== 1 && !modal) wrong.push("not one h1");
  const levels = all("h1, h2, h3, h4").filter(scope).map((node) => Number(node.tagName[1]));
  levels.forEach((level, i) => {
    const above = levels[i - 1];
    if (i && level > above + 1 && !modal) wrong.push(`heading ${level} after ${above}`);
  });
  if (!document.documentElement.lang) wrong.push("no language");
  if (!document.title) wrong.push("no title");
  if (!document.querySelector("[role=status]")) wrong.push("nothing is told aloud");

  for (const node of all("button, select, input, .button, summary").filter(scope)) {
    const {width, height} = node.getBoundingClientRect();
    if (width < 44 || height < 44) wrong.push(`${width} x ${height} px: ${told(node)}`);
  }

  const parse = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\d.]+/g).map(Number);
    return {r, g, b, a};
  };
  const over = (top, under) => ({
    r: top.r * top.a + under.r * (1 - top.a), g: top.g * top.a + under.g * (1 - top.a),
    b: top.b * top.a + under.b * (1 - top.a), a: 1,
  });
  const ground = (node) => {
    const layers = [];
    for (let at = node; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      // Sheets are dark throughout; of their gradients this is the lightest stop.
      const isSheet = style.backgroundImage !== "none" && at.matches("dialog");
      if (isSheet) return parse("rgb(138, 71, 48)");
      layers.push(parse(style.backgroundColor));
      if (layers.at(-1).a === 1) break;
    }
    const white = {r: 255, g: 255, b: 255, a: 1};
    return layers.reverse().reduce((under, top) => over(top, under), white);
  };
  const light = ({r, g, b}) => [r, g, b].map((value) => value / 255)
    .map((value) => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4)
    .reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0);
  for (const node of all("body *").filter(scope)) {
    const isText = (child) => child.nodeType === 3 && child.textContent.trim();
    const own = [...node.childNodes].some(isText);
    if (!own || node.closest("svg, option, .visually-hidden")) continue;
    const under = ground(node);
    const ink = over(parse(getComputedStyle(node).color), under);
    const [high, low] = [light(ink), light(under)].sort((one, other) => other - one);
    const contrast = (high + 0.05) / (low + 0.05);
    if (contrast < 4.5) wrong.push(`contrast ${contrast.toFixed(2)}: ${told(node)}`);
  }
  if (document.documentElement.scrollWidth > innerWidth) wrong.push("scrolls sideways");
  return wrong;
}
