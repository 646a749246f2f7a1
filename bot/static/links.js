// Which addresses a message may lead to.

import { h } from "./dom.js";

const SCHEMES = new Set(["http:", "https:", "tg:", "mailto:"]);

/** The URL if it is safe to follow, else null: a `javascript:` link would run in this page. */
export function safeUrl(address) {
  const full = /^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://${address}`;
  try {
    const url = new URL(full);
    return SCHEMES.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

/** A link that opens beside the page; plain text where the address is not safe. */
export function link(address, ...children) {
  const href = safeUrl(address);
  if (href === null) return h("span", {}, ...children);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer nofollow" }, ...children);
}
