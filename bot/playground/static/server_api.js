// Requests to the local server: user actions, the state, its events; reconnects.

import { language, t } from "./i18n.js";

const TOKEN = document.querySelector("meta[name=token]").content;
const UNAUTHORIZED = 401;

async function request(path, { headers, ...options } = {}) {
  let response;
  try {
    response = await fetch(`/playground/${path}`, { headers: { ...headers, "Accept-Language": language(), Authorization: `Bearer ${TOKEN}` }, ...options });
  } catch {
    throw new Error(t("unreachable"));
  }
  // The server was started anew, with another token: the page of that start knows it.
  if (response.status === UNAUTHORIZED) location.reload();
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(body.error ?? t("refused", { status: response.status }));
  return body;
}

const post = (path, body) =>
  request(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

export const api = {
  state: () => request("state"),
  sendText: (message) => post("messages", message),
  editText: (change) => post("edits", change),
  forward: (forward) => post("forwards", forward),
  pressButton: (press) => post("presses", press),
  sendSticker: (sticker) => post("stickers", sticker),
  sendLocation: (location) => post("locations", location),
  menu: (userId, chatId) => request(`menu?user_id=${userId}&chat_id=${chatId}`),
  addPerson: (name, of) => post("people", { name, language: of }),
  setLanguage: (userId, of) => post("languages", { user_id: userId, language: of }),
  startOver: () => post("start-over", {}),

  /** `fields` as in sendText(), with `caption` for the text, `kind` (photo, file, voice) and `duration_s`. */
  sendFile(file, fields) {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) {
      if (value !== undefined && value !== "") form.append(name, value);
    }
    form.append("file", file, file.name);
    return request("files", { method: "POST", body: form });
  },
};

/** A URL for what takes no headers: links, pictures, the event stream. */
const withToken = (path) => `/playground/${path}${path.includes("?") ? "&" : "?"}token=${encodeURIComponent(TOKEN)}`;

/** The URL of a file in a message. */
export const fileUrl = (fileId) => withToken(`files/${encodeURIComponent(fileId)}`);

const EVENT_KINDS = ["message", "edited", "deleted", "chat_action", "callback_answer", "force_reply", "commands", "reaction", "people"];
const RETRY_MS = 1500;

/**
 * Loads the state, then follows every event after it, for as long as the page is open. The state is
 * loaded again when events were missed (`reset`) and when an event names an unknown chat.
 */
export async function listen(handlers) {
  let state;
  try {
    state = await api.state();
  } catch {
    handlers.onLost();
    setTimeout(() => listen(handlers), RETRY_MS);
    return;
  }
  handlers.onState(state);
  followEvents(handlers, state.last_event_id);
}

function followEvents(handlers, after) {
  const source = new EventSource(withToken(`events?after=${encodeURIComponent(after)}`));
  const restart = () => {
    source.close();
    listen(handlers);
  };
  source.onopen = handlers.onOpen;
  source.onerror = () => {
    handlers.onLost();
    // A browser does not reconnect after an HTTP error, which a restarting server may answer.
    if (source.readyState === EventSource.CLOSED) setTimeout(restart, RETRY_MS);
  };
  source.addEventListener("reset", restart);
  for (const kind of EVENT_KINDS) {
    source.addEventListener(kind, (event) => {
      const data = JSON.parse(event.data);
      if (handlers.isUnknown(data)) restart();
      else handlers.onEvent(kind, data);
    });
  }
}
