// Entry point: opens conversations, asks, and shows the answer while it comes.

import { call, events, isWidget, keyOfPage, setKey } from "./api.js";
import { Composer } from "./composer.js";
import { ConversationList } from "./conversation_list.js";
import { stoppedNote } from "./growing_answer.js";
import { Messages } from "./messages.js";
import { $, avatar, h, icon } from "./shared/dom.js";
import { ofTab } from "./shared/storage.js";
import { language, setLanguage, t, translatePage } from "./texts.js";

const UNAUTHORIZED = 401;
// A command such as a move of the game, which cannot be answered in another way.
const IS_MOVE = /^\/(?!ask\b|summarize\b)/;
// A public key lists nothing, so the page itself remembers which conversation is open.
const REMEMBERED = "conversation";

const state = { conversation: ofTab.getItem(REMEMBERED) ?? "", running: null, prompts: [] };
const messages = new Messages();
const list = new ConversationList((id) => open(id).catch(show));
const composer = new Composer({ ask, stop: () => state.running?.abort(), status });

$("#avatar").append(avatar("bot"));
$("#new").prepend(icon("plus"));
$("#delete").append(icon("trash"));
messages.clear(hints());
translate();
start();

async function start() {
  try {
    state.prompts = (await (await call("GET", "/personas")).json()).prompts;
    renderPersonas();
    await list.load(state.conversation);
    // Whoever was quick has asked already.
    if (state.conversation && isUntouched()) await open(state.conversation).catch(() => isUntouched() && begin());
  } catch (error) {
    show(error);
  }
  if ($("#key-form").hidden) focusText();
}

/** But where a keyboard would come up on the screen. */
function focusText() {
  if (matchMedia("(pointer: fine)").matches) $("#text").focus();
}

const isUntouched = () => $("#messages > .hints") !== null && state.running === null;

/** A failure as a sentence; without a valid key the form that asks for one. */
function show(error) {
  const needsKey = error.status === UNAUTHORIZED && !keyOfPage;
  if (!needsKey) status(error.message);
  else if ($("#key").value) $("#key-error").textContent = t("keyWrong");
  if (!needsKey) return;
  document.body.classList.add("locked");
  $("#key-form").hidden = false;
  $("#key").focus();
}

function status(text) {
  $("#status").textContent = text;
}

async function open(id) {
  const stored = (await (await call("GET", `/conversations/${encodeURIComponent(id)}`)).json()).messages;
  begin(id);
  messages.clear();
  for (const { role, content, stopped } of stored) {
    if (role === "user") messages.question(content);
    else showStored(content, stopped);
  }
}

function showStored(content, isStopped) {
  const shown = messages.begin();
  shown.show(content);
  shown.end(isStopped ? stoppedNote() : {});
}

function begin(id = "") {
  state.running?.abort();
  state.running = null;
  composer.isRunning = false;
  composer.detach();
  messages.clear(hints());
  status("");
  remember(id);
  list.toggle(false);
}

function remember(id) {
  state.conversation = id;
  ofTab.setItem(REMEMBERED, id);
  $("#delete").hidden = !id;
  $("#heading").textContent = list.titleOf(id) || t(id || isWidget ? "title" : "newConversation");
  list.render(id);
}

function ask(query, document) {
  messages.dropAgain();
  if (document && !query) {
    const asked = t("summarize", { name: document.filename });
    messages.question(asked);
    return answer("/summarize", { document_id: document.document_id }, asked);
  }
  messages.question(document ? `📎 ${document.filename}\n${query}` : query);
  return answer("/chat", { query, prompt_name: $("#persona").value, document_id: document?.document_id ?? null }, query);
}

/** `title` of the conversation where this begins one. */
async function answer(path, body, title) {
  const shown = messages.begin();
  const controller = new AbortController();
  state.running = controller;
  composer.isRunning = true;
  let text = "";
  let frame = 0;
  const draw = () => {
    frame = 0;
    shown.show(text);
  };
  const again = () => askAgain(path, body, title);
  const ending = IS_MOVE.test(body.query ?? "") ? {} : { again };
  try {
    const response = await call("POST", path, { ...body, conversation_id: state.conversation, stream: true }, controller.signal);
    for await (const piece of pieces(response)) {
      if (state.running !== controller) continue;
      if (piece.conversation_id !== state.conversation) {
        list.add(piece.conversation_id, title);
        remember(piece.conversation_id);
      }
      text += piece.text;
      frame ||= requestAnimationFrame(draw);
    }
  } catch (error) {
    if (error.name === "AbortError") Object.assign(ending, stoppedNote());
    else Object.assign(ending, { again, note: error.message, kind: "failure" });
    if (error.status === UNAUTHORIZED) show(error);
  }
  cancelAnimationFrame(frame);
  if (state.running !== controller) return; // another conversation was opened meanwhile
  draw();
  shown.end(ending);
  shown.announce();
  state.running = null;
  composer.isRunning = false;
  status("");
  await list.load(state.conversation).catch(show);
  remember(state.conversation);
}

function askAgain(path, body, title) {
  if (state.running) return;
  messages.dropAgain();
  answer(path, body, title);
}

/** The pieces of an answer; progress goes to the status line. Raises the sentence of a failure. */
async function* pieces(response) {
  for await (const { event, data } of events(response)) {
    if (event === "progress") status(progress(JSON.parse(data)));
    else if (data === "[DONE]") return;
    else if (data.startsWith("[ERROR] ")) throw new Error(data.slice("[ERROR] ".length));
    else if (!event) {
      status("");
      yield JSON.parse(data);
    }
  }
  throw new Error(t("cut"));
}

function progress({ stage, found, done }) {
  if (stage === "retrieving") return t("retrieving", { found });
  return done !== undefined && found > 1 ? t("parts", { done: Math.min(done + 1, found), found }) : t("generating");
}

function hints() {
  const cards = [
    ["💬", "hintAsk", () => composer.fill(t("hintAskMore"))],
    ["🐉", "hintIdiom", () => composer.fill(t("hintIdiomMore"))],
    ["📄", "hintFile", () => composer.pickFile()],
  ];
  return h("section", { class: "hints" }, h("h3", {}, t("hello")), cards.map(([symbol, name, run]) =>
    h("button", { type: "button", onclick: run }, h("span", { class: "symbol", "aria-hidden": "true" }, symbol),
      h("span", { class: "lines" }, h("strong", {}, t(name)), h("small", {}, t(`${name}More`))))));
}

function renderPersonas() {
  const chosen = $("#persona").value || "default";
  const nameOf = (name) => (name === "default" || name === "auto" ? t(name) : name);
  $("#persona").replaceChildren(...state.prompts.map((name) => h("option", { value: name }, nameOf(name))));
  $("#persona").value = chosen;
  $("#persona").title = t("persona");
}

function translate() {
  translatePage();
  $("#language").textContent = t("languageShort");
  $("#language").setAttribute("aria-label", t("language"));
  renderPersonas();
  composer.renderContext();
  if ($("#messages > .hints")) messages.clear(hints());
  remember(state.conversation);
}

$("#key-form").addEventListener("submit", (event) => {
  event.preventDefault();
  setKey($("#key").value.trim());
  $("#key-error").textContent = "";
  $("#key-form").hidden = true;
  document.body.classList.remove("locked");
  status("");
  start();
});
$("#language").addEventListener("click", () => {
  setLanguage(language() === "zh" ? "en" : "zh");
  translate();
});
$("#new").addEventListener("click", () => {
  begin();
  $("#text").focus();
});
$("#delete").addEventListener("click", () => $("#confirm").showModal());
$("#confirm").addEventListener("close", async () => {
  const isConfirmed = $("#confirm").returnValue === "yes";
  $("#confirm").returnValue = "";
  if (!isConfirmed) return;
  try {
    await call("DELETE", `/conversations/${encodeURIComponent(state.conversation)}`);
    begin();
    focusText();
    await list.load("");
  } catch (error) {
    show(error);
  }
});
// In the frame of widget.js Escape closes the chat; the site that shows it learns nothing else.
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !state.running && isWidget) window.parent.postMessage("bot-chat:close", "*");
});
