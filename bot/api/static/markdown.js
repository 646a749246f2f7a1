// Renders the Markdown that models write as DOM nodes. Text becomes text nodes only, so nothing that a
// model or a document says can become markup; links lead to http(s) addresses only.

const INLINE = /`([^`\n]+)`|\*\*(.+?)\*\*|\*([^*\n]+)\*|\[([^\]\n]+)\]\((https?:\/\/[^\s)]+)\)|(https?:\/\/[^\s<>"'，。、；！？（）《》]+)/;

export function render(markdown) {
  const fragment = document.createDocumentFragment();
  const lines = markdown.split("\n");
  for (let i = 0; i < lines.length; ) i = block(lines, i, fragment);
  return fragment;
}

function block(lines, start, parent) {
  const line = lines[start];
  if (/^\s*$/.test(line)) return start + 1;
  if (/^\s*```/.test(line)) return code(lines, start, parent);
  const heading = /^#{1,6}\s+(.*)/.exec(line);
  if (heading) {
    inline(heading[1], add(parent, "h3"));
    return start + 1;
  }
  for (const [pattern, tag] of [[/^\s*[-*+]\s+(.*)/, "ul"], [/^\s*\d+[.)]\s+(.*)/, "ol"]]) {
    if (pattern.test(line)) return list(lines, start, parent, pattern, tag);
  }
  if (/^>\s?/.test(line)) return run(lines, start, add(parent, "blockquote"), /^>\s?(.*)/);
  return run(lines, start, add(parent, "p"), /^(?!\s*(?:$|```|[-*+]\s|\d+[.)]\s|#{1,6}\s|>))(.*)/);
}

function code(lines, start, parent) {
  let end = start + 1;
  while (end < lines.length && !/^\s*```/.test(lines[end])) end++;
  add(add(parent, "pre"), "code").textContent = lines.slice(start + 1, end).join("\n");
  return end + 1;
}

function list(lines, start, parent, pattern, tag) {
  const node = add(parent, tag);
  if (tag === "ol") node.start = parseInt(lines[start], 10) || 1;
  let end = start;
  for (let item; end < lines.length && (item = pattern.exec(lines[end])); end++) {
    inline(item[1], add(node, "li"));
  }
  return end;
}

function run(lines, start, node, pattern) {
  let end = start;
  do {
    const text = pattern.exec(lines[end]);
    if (end > start) add(node, "br");
    inline(text ? text[1] : lines[end], node);
    end++;
  } while (end < lines.length && pattern.test(lines[end]));
  return end;
}

function inline(text, parent) {
  for (let found; (found = INLINE.exec(text)); text = text.slice(found.index + found[0].length)) {
    parent.append(text.slice(0, found.index));
    const [, codeText, bold, italic, label, url, bare] = found;
    if (codeText) add(parent, "code").textContent = codeText;
    else if (bold) inline(bold, add(parent, "strong"));
    else if (italic) inline(italic, add(parent, "em"));
    else link(parent, label ?? bare, url ?? bare);
  }
  parent.append(text);
}

function link(parent, label, url) {
  const anchor = add(parent, "a");
  Object.assign(anchor, { href: url, textContent: label, target: "_blank", rel: "noopener noreferrer nofollow" });
}

function add(parent, tag) {
  return parent.appendChild(document.createElement(tag));
}
