// A block of code with its language and a button that copies it.

import { h, icon } from "./dom.js";

/** `copyLabel` names the button; `children` are the code's nodes, `raw` its text. */
export function codeBlock(language, raw, children, copyLabel) {
  const copy = () => navigator.clipboard?.writeText(raw);
  const button = h("button", { type: "button", class: "copy", dataset: { tLabel: "copy" }, "aria-label": copyLabel, title: copyLabel, onclick: copy }, icon("copy"));
  return h("div", { class: "pre" }, h("header", {}, h("span", {}, language ?? ""), button), h("pre", { tabindex: "0" }, h("code", {}, children)));
}
