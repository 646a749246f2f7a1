// Builds DOM elements and icons; text becomes text nodes, so users' texts are never parsed as HTML.

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

const COLOURS = ["#17765c", "#b4532a", "#3f5fb3", "#8a4a94", "#a8741a", "#2b7a8c"];

/** A round avatar with the first character of a name; the id chooses its colour. */
export function avatar(name, id) {
  const element = h("span", { class: "avatar", "aria-hidden": "true" }, [...name][0] ?? "?");
  element.style.background = colourOf(id);
  return element;
}

export const colourOf = (id) => COLOURS[Math.abs(id) % COLOURS.length];

/**
 * h("button", {class: "x", onclick: f, dataset: {id: 1}}, "text", child)
 * `null`, `undefined` and `false` attributes and children are left out.
 */
export function h(tag, props = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "dataset") Object.assign(element.dataset, value);
    else element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

export const $ = (selector) => document.querySelector(selector);

const PATHS = {
  attach: "M16.5 6.5v9.7a4.4 4.4 0 0 1-8.8 0V5.9a2.9 2.9 0 0 1 5.8 0v9.6a1.4 1.4 0 0 1-2.8 0V6.5",
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h10v11H9zM6 15H5V4h10v2",
  down: "M12 5v14M6 13l6 6 6-6",
  edit: "M5 19l1-4L16.5 4.5l3 3L9 18z",
  file: "M7 3h7l4 4v14H7zM14 3v4h4",
  forward: "M14 6l6 6-6 6M20 12H10a6 6 0 0 0-6 6",
  reply: "M10 6l-6 6 6 6M4 12h10a6 6 0 0 1 6 6",
  send: "M4 12l16-8-6 16-3-6.5z",
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
