// The chat page: conversations at the side, one of them open, an answer that grows while it comes.

import { call, events, key, keyOfPage } from "./api.js";
import { render } from "./markdown.js";
import { t, translatePage } from "./texts.js";

const $ = (id) => document.getElementById(id);
const state = { conversation: "", document: null, last: null, running: null };
// A public key lists nothing, so the page itself remembers which conversation is open.
const REMEMBERED = "conversation";

translatePage();
start();

async function start() {
  try {
    const { prompts } = await (await call("GET", "/personas")).json();
    $("persona").replaceChildren(...prompts.map(option));
  } catch (error) {
    if (error.status === 401 && !keyOfPage) return askForKey();
    return status(error.message);
  }
  await listConversations();
  const remembered = sessionStorage.getItem(REMEMBERED);
  if (remembered) await open(remembered).catch(() => begin());
  $("text").focus();
}

function askForKey() {
  $("key-form").hidden = false;
  $("key").focus();
}

$("key-form").addEventListener("submit", (event) => {
  event.preventDefault();
  sessionStorage.setItem("key", $("key").value.trim());
  $("key-form").hidden = true;
  start();
});

function option(name) {
  const node = document.createElement("option");
  node.value = name;
  node.textContent = name === "default" || name === "auto" ? t(name) : name;
  return node;
}

async function listConversations() {
  let conversations = [];
  try {
    ({ conversations } = await (await call("GET", "/conversations")).json());
  } catch (error) {
    if (error.status !== 403) status(error.message);
  }
  $("conversations").replaceChildren(...conversations.map((row) => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = row.title || row.conversation_id;
    if (row.conversation_id === state.conversation) button.setAttribute("aria-current", "true");
    button.addEventListener("click", () => open(row.conversation_id).catch((error) => status(error.message)));
    item.append(button);
    return item;
  }));
}

async function open(id) {
  const { messages } = await (await call("GET", `/conversations/${encodeURIComponent(id)}`)).json();
  begin(id);
  for (const { role, content, stopped } of messages) {
    const item = show(role, content);
    if (stopped) note(item, t("stopped"), "stopped");
  }
  await listConversations();
}

function begin(id = "") {
  state.running?.abort();
  state.conversation = id;
  state.last = null;
  sessionStorage.setItem(REMEMBERED, id);
  $("messages").replaceChildren();
  $("delete").hidden = !id;
  $("again").hidden = true;
  toggleMenu(false);
  status("");
}

function show(role, content) {
  const item = document.createElement("li");
  item.className = role;
  if (role === "user") item.textContent = content;
  else item.append(render(content));
  $("messages").append(item);
  item.scrollIntoView({ block: "end" });
  return item;
}

function note(item, text, kind) {
  const line = document.createElement("p");
  line.className = kind;
  line.textContent = text;
  item.append(line);
}

function status(text) {
  $("status").textContent = text;
}

async function ask(path, body, said) {
  state.last = { path, body, said };
  if (said) show("user", said);
  const item = show("assistant", "");
  const controller = new AbortController();
  state.running = controller;
  setRunning(true);
  let text = "", isWhole = false, frame = 0;
  const draw = () => {
    frame = 0;
    const atEnd = $("messages").scrollHeight - $("messages").scrollTop - $("messages").clientHeight < 80;
    item.replaceChildren(render(text));
    if (atEnd) $("messages").scrollTop = $("messages").scrollHeight;
  };
  try {
    const fields = { ...body, conversation_id: state.conversation, stream: true };
    const response = await call("POST", path, fields, controller.signal);
    for await (const { event, data } of events(response)) {
      if (event === "progress") status(progress(JSON.parse(data)));
      else if (data === "[DONE]") isWhole = true;
      else if (data.startsWith("[ERROR] ")) throw new Error(data.slice(8));
      else {
        const piece = JSON.parse(data);
        text += piece.text;
        if (state.running === controller) remember(piece.conversation_id);
        status("");
        frame ||= requestAnimationFrame(draw);
      }
    }
    if (!isWhole) throw new Error(t("cut"));
    draw();
  } catch (error) {
    draw();
    if (error.name === "AbortError") note(item, t("stopped"), "stopped");
    else note(item, error.message, "failure");
    if (error.status === 401 && !keyOfPage) askForKey();
  } finally {
    cancelAnimationFrame(frame);
    if (state.running === controller) {
      state.running = null;
      setRunning(false);
      status("");
    }
    listConversations();
  }
}

function remember(id) {
  state.conversation = id;
  sessionStorage.setItem(REMEMBERED, id);
  $("delete").hidden = !id;
}

function progress({ stage, found, done }) {
  if (stage === "retrieving") return t("retrieving", { found });
  return done !== undefined && found > 1 ? t("parts", { done: Math.min(done + 1, found), found }) : t("generating");
}

function setRunning(isRunning) {
  $("send").hidden = isRunning;
  $("stop").hidden = !isRunning;
  $("again").hidden = isRunning || !state.last;
}

$("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  const query = $("text").value.trim();
  if (state.running || !(query || state.document)) return;
  $("text").value = "";
  const sent = state.document;
  if (sent && !query) {
    ask("/summarize", { document_id: sent.document_id }, `📎 ${sent.filename}`);
  } else {
    ask("/chat", { query, prompt_name: $("persona").value, document_id: sent?.document_id ?? null }, query);
  }
});

$("text").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    $("composer").requestSubmit();
  }
});

$("stop").addEventListener("click", () => state.running?.abort());
$("again").addEventListener("click", () => {
  if (state.last && !state.running) ask(state.last.path, state.last.body, state.last.said);
});
$("new").addEventListener("click", () => {
  begin();
  listConversations();
  $("text").focus();
});
$("delete").addEventListener("click", async () => {
  try {
    await call("DELETE", `/conversations/${encodeURIComponent(state.conversation)}`);
    begin();
    await listConversations();
  } catch (error) {
    status(error.message);
  }
});

$("file").addEventListener("change", async () => {
  const [file] = $("file").files;
  if (!file) return;
  const form = new FormData();
  form.append("file", file);
  status(t("uploading"));
  try {
    attach(await (await call("POST", "/documents", form)).json());
    status("");
  } catch (error) {
    status(error.message);
  }
  $("file").value = "";
});
$("detach").addEventListener("click", () => attach(null));

function attach(uploaded) {
  state.document = uploaded;
  $("document").hidden = !uploaded;
  if (uploaded) $("document").firstElementChild.textContent = t("about", { name: uploaded.filename });
  $("text").focus();
}

function toggleMenu(isOpen) {
  $("sidebar").classList.toggle("open", isOpen);
  $("menu").setAttribute("aria-expanded", String(isOpen));
}
$("menu").addEventListener("click", () => toggleMenu(!$("sidebar").classList.contains("open")));
