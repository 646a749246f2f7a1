// Calls the HTTP chat; a refusal is an Error whose message is the server's sentence.

import { ofTab } from "./shared/storage.js";
import { language, t } from "./texts.js";

const KEY = "key";

/** The key that widget.js gives; what follows the # is not sent to any server. */
export const keyOfPage = new URLSearchParams(location.hash.slice(1)).get("key");

/** Is it in the frame of widget.js? */
export const isWidget = window.parent !== window;

export const setKey = (key) => ofTab.setItem(KEY, key);

export async function call(method, path, body, signal) {
  const key = keyOfPage ?? ofTab.getItem(KEY);
  const headers = { "Accept-Language": language() };
  if (key) headers.Authorization = `Bearer ${key}`;
  const isForm = body instanceof FormData;
  if (body && !isForm) headers["Content-Type"] = "application/json";
  let response;
  try {
    response = await fetch(path, { method, headers, signal, body: isForm || !body ? body : JSON.stringify(body) });
  } catch (error) {
    throw error.name === "AbortError" ? error : new Error(t("offline"));
  }
  if (!response.ok) {
    const failure = await response.json().catch(() => ({}));
    throw Object.assign(new Error(failure.detail ?? t("offline")), { status: response.status });
  }
  return response;
}

/** Yields {event, data} of server-sent events as they come (HTML standard, 9.2.6). */
export async function* events(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let waiting = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    const blocks = (waiting + value).split("\n\n");
    waiting = blocks.pop();
    for (const block of blocks) {
      const lines = block.split("\n");
      const field = (name) => lines.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2)).join("\n");
      const data = field("data");
      if (data) yield { event: field("event"), data };
    }
  }
}
