// Renders the Markdown that models write as DOM nodes. Text becomes text nodes only, so nothing that a
// model or a document says can become markup; links lead to safe addresses only, pictures are links.

import { codeBlock } from "./shared/code_block.js";
import { h } from "./shared/dom.js";
import { link } from "./shared/links.js";
import { t } from "./texts.js";

const INLINE = /`([^`\n]+)`|\*\*(.+?)\*\*|~~(.+?)~~|\*([^*\n]+)\*|!?\[([^\]\n]+)\]\((https?:\/\/[^\s)]+)\)|(https?:\/\/[^\s<>"'，。、；！？（）《》]+)/;
const FENCE = /^\s*```\s*(\S*)/;
const ITEM = /^(\s*)([-*+]|\d+[.)])\s+(.*)/;
const TABLE_RULE = /^\s*\|?\s*:?-+:?\s*(\|\s*:?-+:?\s*)+\|?\s*$/;
const RULE = /^\s*([-*_])(\s*\1){2,}\s*$/;
const HEADING = /^#{1,6}\s+(.*)/;
const QUOTE = /^>\s?(.*)/;

export function render(markdown) {
  const lines = markdown.split("\n");
  const nodes = [];
  for (let at = 0; at < lines.length; ) {
    const [node, next] = block(lines, at);
    if (node) nodes.push(node);
    at = next;
  }
  return nodes;
}

/** The node of the block that begins at a line, and the line after it. */
function block(lines, at) {
  const line = lines[at];
  if (/^\s*$/.test(line)) return [null, at + 1];
  if (FENCE.test(line)) return fenced(lines, at);
  if (RULE.test(line)) return [h("hr"), at + 1];
  const heading = HEADING.exec(line);
  if (heading) return [h("h3", {}, inline(heading[1])), at + 1];
  if (isTable(lines, at)) return table(lines, at);
  if (ITEM.test(line)) return list(lines, at);
  if (QUOTE.test(line)) return run(lines, at, "blockquote", (other) => QUOTE.exec(other)?.[1]);
  return run(lines, at, "p", (other, index) => (index === at || !beginsBlock(lines, index) ? other : undefined));
}

const isTable = (lines, at) => lines[at].includes("|") && TABLE_RULE.test(lines[at + 1] ?? "");

const beginsBlock = (lines, at) => [/^\s*$/, FENCE, RULE, HEADING, ITEM, QUOTE].some((pattern) => pattern.test(lines[at])) || isTable(lines, at);

function fenced(lines, at) {
  let end = at + 1;
  while (end < lines.length && !/^\s*```\s*$/.test(lines[end])) end += 1;
  const raw = lines.slice(at + 1, end).join("\n");
  return [codeBlock(FENCE.exec(lines[at])[1], raw, [raw], t("copy")), end + 1];
}

/** Lines of one paragraph or quotation, while `textOf` gives their text. */
function run(lines, at, tag, textOf) {
  const nodes = [];
  let end = at;
  for (let text; end < lines.length && (text = textOf(lines[end], end)) !== undefined; end += 1) {
    if (end > at) nodes.push(h("br"));
    nodes.push(...inline(text));
  }
  return [h(tag, {}, nodes), end];
}

/** Items of one depth; those that are indented further make a list in the item before. */
function list(lines, at) {
  const [, indent, mark] = ITEM.exec(lines[at]);
  const isOrdered = /\d/.test(mark);
  const element = h(isOrdered ? "ol" : "ul", isOrdered ? { start: parseInt(mark, 10) } : {});
  let end = at;
  for (let item; end < lines.length && (item = ITEM.exec(lines[end])); ) {
    if (item[1].length < indent.length || (item[1].length === indent.length && /\d/.test(item[2]) !== isOrdered)) break;
    if (item[1].length > indent.length + 1 && element.lastChild) {
      const [inner, next] = list(lines, end);
      element.lastChild.append(inner);
      end = next;
    } else {
      element.append(h("li", {}, inline(item[3])));
      end += 1;
    }
    // An empty line between items does not end the list.
    if (/^\s*$/.test(lines[end] ?? "x") && ITEM.test(lines[end + 1] ?? "")) end += 1;
  }
  return [element, end];
}

function table(lines, at) {
  let end = at + 2;
  while (end < lines.length && lines[end].includes("|")) end += 1;
  const row = (line, tag) => h("tr", {}, cells(line).map((cell) => h(tag, {}, inline(cell))));
  const body = lines.slice(at + 2, end).map((line) => row(line, "td"));
  return [h("div", { class: "table", tabindex: "0" }, h("table", {}, h("thead", {}, row(lines[at], "th")), h("tbody", {}, body))), end];
}

const cells = (line) => line.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());

function inline(text) {
  const nodes = [];
  for (let found; (found = INLINE.exec(text)); text = text.slice(found.index + found[0].length)) {
    nodes.push(text.slice(0, found.index));
    const [, code, bold, struck, italic, label, url, bare] = found;
    if (code) nodes.push(h("code", {}, code));
    else if (bold) nodes.push(h("strong", {}, inline(bold)));
    else if (struck) nodes.push(h("s", {}, inline(struck)));
    else if (italic) nodes.push(h("em", {}, inline(italic)));
    else nodes.push(link(url ?? bare, label ?? bare));
  }
  return [...nodes, text];
}
