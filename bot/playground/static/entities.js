// Renders a text with its Bot API entities as DOM nodes: styles, safe links, code, spoilers.
// Offsets count UTF-16 units, as JavaScript's do.

import { t } from "./i18n.js";
import { codeBlock } from "./shared/code_block.js";
import { h } from "./shared/dom.js";
import { link } from "./shared/links.js";

/** The text's nodes; `actions`: {command(text), mention(name)} for those that are pressed. */
export function renderEntities(text, entities = [], actions) {
  const outerFirst = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length);
  return renderRange(text, 0, text.length, outerFirst, actions);
}

function renderRange(text, from, to, entities, actions) {
  const nodes = [];
  let at = from;
  for (let i = 0; i < entities.length; ) {
    const entity = entities[i];
    const end = Math.min(entity.offset + entity.length, to);
    const inside = [];
    for (i += 1; i < entities.length && entities[i].offset < end; i += 1) inside.push(entities[i]);
    nodes.push(text.slice(at, entity.offset));
    const children = renderRange(text, entity.offset, end, inside, actions);
    nodes.push(wrap(entity, text.slice(entity.offset, end), children, actions));
    // The line break after a block ends its last line; it is no empty line.
    at = BLOCKS.has(entity.type) && end < to && text[end] === "\n" ? end + 1 : end;
  }
  nodes.push(text.slice(at, to));
  return nodes;
}

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", blockquote: "blockquote" };

const BLOCKS = new Set(["pre", "blockquote", "expandable_blockquote"]);

const WRAPPERS = {
  pre: (entity, raw, children) => codeBlock(entity.language, raw, children, t("copy")),
  spoiler: (_, __, children) => spoiler(children),
  expandable_blockquote: (_, __, children) => expandable(children),
  text_link: (entity, _, children) => link(entity.url, ...children),
  url: (_, raw, children) => link(raw, ...children),
  email: (_, raw, children) => link(`mailto:${raw}`, ...children),
  mention: (_, raw, children, actions) =>
    h("button", { type: "button", class: "mention", onclick: () => actions.mention(raw) }, children),
  text_mention: (_, __, children) => h("span", { class: "mention" }, children),
  hashtag: (_, __, children) => h("span", { class: "mention" }, children),
  bot_command: (_, raw, children, actions) =>
    h("button", { type: "button", class: "command", title: t("runCommand", { name: raw }), onclick: () => actions.command(raw) }, children),
};

function wrap(entity, raw, children, actions) {
  if (TAGS[entity.type]) return h(TAGS[entity.type], {}, children);
  const wrapper = WRAPPERS[entity.type];
  return wrapper ? wrapper(entity, raw, children, actions) : h("span", {}, children);
}

function spoiler(children) {
  const element = h("span", { class: "spoiler", role: "button", tabindex: "0", "aria-label": t("spoiler") }, children);
  const reveal = () => {
    element.classList.add("revealed");
    for (const name of ["role", "tabindex", "aria-label"]) element.removeAttribute(name);
  };
  element.addEventListener("click", reveal, { once: true });
  element.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") reveal();
  });
  return element;
}

function expandable(children) {
  const element = h("blockquote", { class: "collapsed" }, children);
  element.addEventListener("click", () => element.classList.toggle("collapsed"));
  return element;
}
