// Builds DOM elements and icons; text becomes text nodes, so nobody's words are ever parsed as HTML.

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

export const $ = (selector) => document.querySelector(selector);

/**
 * h("button", {class: "x", onclick: f, dataset: {id: 1}}, "text", child)
 * `null`, `undefined` and `false` attributes and children are left out.
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (!isGiven(value)) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(element.dataset, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter(isGiven));
  return element;
}

const isGiven = (value) => value !== null && value !== undefined && value !== false;

const PATHS = {
  again: "M19 5v5h-5M5 19v-5h5M18.3 10A7 7 0 0 0 6 8M5.7 14A7 7 0 0 0 18 16",
  attach: "M16.5 6.5v9.7a4.4 4.4 0 0 1-8.8 0V5.9a2.9 2.9 0 0 1 5.8 0v9.6a1.4 1.4 0 0 1-2.8 0V6.5",
  back: "M15 5l-7 7 7 7",
  bulb: "M9.5 17.5h5M10.5 20.5h3M12 3.5a6 6 0 0 0-3.6 10.8c.7.6 1.1 1.3 1.1 2.2h5c0-.9.4-1.6 1.1-2.2A6 6 0 0 0 12 3.5z",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h10v11H9zM6 15H5V4h10v2",
  cup: "M4.5 9.5h12v4.5a5 5 0 0 1-5 5h-2a5 5 0 0 1-5-5zM16.5 11h1.2a2.4 2.4 0 0 1 0 4.8h-1.4M8.5 3.5c-1 1.2 1 1.9 0 3.2M12.5 3.5c-1 1.2 1 1.9 0 3.2",
  down: "M12 5v14M6 13l6 6 6-6",
  edit: "M5 19l1-4L16.5 4.5l3 3L9 18z",
  file: "M7 3h7l4 4v14H7zM14 3v4h4",
  forward: "M14 6l6 6-6 6M20 12H10a6 6 0 0 0-6 6",
  megaphone: "M4 10v4h3l8 4V6l-8 4zM18 9.5a3.5 3.5 0 0 1 0 5M7.5 14.2L9 19h2.2l-1-3.6",
  menu: "M4 7h16M4 12h16M4 17h16",
  people: "M9 11.5a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4zM3 19.5c0-3.2 2.6-5.2 6-5.2s6 2 6 5.2M15.6 11.4a2.8 2.8 0 0 0 0-5.6M17.2 14.6c2.3.5 3.8 2.2 3.8 4.9",
  photo: "M4 5.5h16v13H4zM4 15.5l4.5-4.5 4 4 2.5-2.5 5 5M15.5 9.6h.1",
  pin: "M12 20.5c4-4.4 6-7.6 6-10.3a6 6 0 0 0-12 0c0 2.7 2 5.9 6 10.3zM12 12.3a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4z",
  plus: "M12 5v14M5 12h14",
  reply: "M10 6l-6 6 6 6M4 12h10a6 6 0 0 1 6 6",
  send: "M4 12l16-8-6 16-3-6.5z",
  shield: "M12 3.5l7 2.5v5c0 4.5-3 7.8-7 9.5-4-1.7-7-5-7-9.5V6zM9 12l2.2 2.2 4-4",
  sticker: "M12 20.5a8.5 8.5 0 1 1 8.5-8.5l-8.5 8.5zM9 10h.1M15 10h.1M8.7 13.8c1.6 1.9 4 1.9 5.6.6",
  stop: "M7 7h10v10H7z",
  trash: "M5 7h14M10 7V4.5h4V7M7 7l.8 12.5h8.4L17 7M10.5 10.5v5.5M13.5 10.5v5.5",
  voice: "M12 14.5a3 3 0 0 0 3-3v-4.5a3 3 0 0 0-6 0v4.5a3 3 0 0 0 3 3zM6 11.5a6 6 0 0 0 12 0M12 17.5v3",
};

/** A line icon in a box of 24 units, in the colour of the text around it. */
export function icon(name) {
  const svg = document.createElementNS(SVG_NAMESPACE, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.classList.add("icon");
  const path = document.createElementNS(SVG_NAMESPACE, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** A round button that has only an icon; `label` is its name and its tooltip. */
export function iconButton(name, label, onclick, props = {}) {
  return h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...props }, icon(name));
}

const COLOURS = ["#a03a5f", "#b04f27", "#3f5fb3", "#8a4a94", "#8a5e10", "#256f80"];

/** The same name always has the same colour. */
export function colourOf(name) {
  const sum = [...name].reduce((hash, character) => (hash * 41 + character.codePointAt(0)) % 9973, 11);
  return COLOURS[sum % COLOURS.length];
}

const SIGNS = { bot: "cup", group: "people", review: "shield", channel: "megaphone" };

/** A picture by kind: people are a coloured initial, the bot and the kinds of chat have a sign. */
export function avatar(kind, name = "") {
  const element = h("span", { class: `avatar ${kind}`, "aria-hidden": "true" }, SIGNS[kind] ? icon(SIGNS[kind]) : [...name][0] ?? "?");
  if (!SIGNS[kind]) element.style.background = colourOf(name);
  return element;
}
