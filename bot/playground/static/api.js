// Speaks to the control API of the local server: what people do goes out, what happens comes in.

import { t } from "./i18n.js";

async function call(path, options = {}) {
  let response;
  try {
    response = await fetch(`/playground/${path}`, options);
  } catch {
    throw new Error(t("unreachable"));
  }
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.error ?? `HTTP ${response.status}`);
  return answer;
}

const post = (path, body) =>
  call(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });

export const api = {
  state: () => call("state"),
  say: (message) => post("messages", message),
  edit: (change) => post("edits", change),
  forward: (forward) => post("forwards", forward),
  press: (press) => post("presses", press),

  /** `fields` as in say(), with `caption` for the text. */
  upload(file, fields) {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) {
      if (value !== undefined && value !== "") form.append(name, value);
    }
    form.append("file", file, file.name);
    return call("files", { method: "POST", body: form });
  },
};

/** Where the bytes of a file in a message can be had. */
export const fileAddress = (fileId) => `/playground/files/${encodeURIComponent(fileId)}`;

const KINDS = ["message", "edited", "deleted", "action", "notice", "force_reply", "commands"];
const RETRY_MS = 1500;

/**
 * Listens for as long as the page lives: first the state, then every event after it, so that none
 * is missed in between. The state is loaded anew after a restart of the server (`reset`) and when
 * an event tells of a chat that is not known yet.
 */
export async function listen(on) {
  let state;
  try {
    state = await api.state();
  } catch {
    on.onLost();
    setTimeout(() => listen(on), RETRY_MS);
    return;
  }
  on.onState(state);
  follow(on, state.last_event_id);
}

function follow(on, after) {
  const source = new EventSource(`/playground/events?after=${encodeURIComponent(after)}`);
  const startAnew = () => {
    source.close();
    listen(on);
  };
  source.onopen = on.onOpen;
  source.onerror = () => {
    on.onLost();
    // A browser gives up for good after an HTTP error; a server that restarts may well send one.
    if (source.readyState === EventSource.CLOSED) setTimeout(startAnew, RETRY_MS);
  };
  source.addEventListener("reset", startAnew);
  for (const kind of KINDS) {
    source.addEventListener(kind, (event) => {
      const data = JSON.parse(event.data);
      if (on.isUnknown(data)) startAnew();
      else on.onEvent(kind, data);
    });
  }
}
