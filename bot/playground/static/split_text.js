// Splits a text that is longer than a message may be, as Telegram's apps do when it is sent.

export const MAX_TEXT = 4096; // UTF-16 units, which a string's length counts (Bot API: sendMessage)
export const MAX_CAPTION = 1024;

/** The parts: they end at an empty line, a line, a sentence or a word in their second half, where there is one. */
export function splitText(text, limit = MAX_TEXT) {
  const parts = [];
  let rest = text.trim();
  while (rest.length > limit) {
    const end = endOfPart(rest, limit);
    parts.push(rest.slice(0, end).trimEnd());
    rest = rest.slice(end).trimStart();
  }
  return [...parts, rest].filter(Boolean);
}

const BREAKS = ["\n\n", "\n", "。", "！", "？", ". ", "，", " "];

function endOfPart(text, limit) {
  for (const mark of BREAKS) {
    const at = text.lastIndexOf(mark, limit - mark.length);
    if (at >= limit / 2) return at + mark.length;
  }
  const isInsideCharacter = text.charCodeAt(limit - 1) >= 0xd800 && text.charCodeAt(limit - 1) < 0xdc00;
  return isInsideCharacter ? limit - 1 : limit;
}
