// The composer: text input and its keys, drafts, replies, edits, an attached file, the command menu.

import { $, h, icon } from "./dom.js";
import { sizeOf, t } from "./i18n.js";
import { plainText, senderName } from "./message_summary.js";
import { toast } from "./notifications.js";

const MAX_TEXT = 4096; // UTF-16 units, which a string's length counts (Bot API: sendMessage)
const SHOW_COUNT_FROM = 3800;
const BORDERS_PX = 2;
const EMPTY_DRAFT = { text: "", replied: null, edited: null, file: null };

export class Composer {
  #store;
  #actions;
  #replied = null;
  #edited = null;
  #file = null;
  #draftKey = null;
  #drafts = new Map();

  /** `actions`: {sendText, sendFile, editText}; each resolves to whether it succeeded. */
  constructor(store, actions) {
    this.#store = store;
    this.#actions = actions;
    $("#composer label").append(icon("attach"));
    $("#send").append(icon("send"));
    $("#composer").addEventListener("submit", (event) => this.#submit(event));
    $("#text").addEventListener("input", () => this.#renderInput());
    $("#text").addEventListener("keydown", (event) => this.#onKey(event));
    $("#text").addEventListener("paste", (event) => this.#attach(event.clipboardData.files, event));
    $("#file").addEventListener("change", () => this.#attach($("#file").files));
    for (const kind of ["dragenter", "dragover"]) $("#conversation").addEventListener(kind, (event) => this.#onDrag(event, true));
    for (const kind of ["dragleave", "drop"]) $("#conversation").addEventListener(kind, (event) => this.#onDrag(event, false));
    $("#conversation").addEventListener("drop", (event) => this.#attach(event.dataTransfer.files, event));
  }

  /** Each user has a draft in each chat, so that it is never sent to another chat or by another user. */
  render() {
    const { chat, user } = this.#store;
    const key = `${user?.id}:${chat?.id}`;
    if (key !== this.#draftKey) {
      this.#drafts.set(this.#draftKey, this.#draft());
      this.#draftKey = key;
      this.#restore(this.#drafts.get(key) ?? EMPTY_DRAFT);
    }
    const isReadOnly = chat?.type === "channel" && !user?.is_admin;
    $("#composer").hidden = isReadOnly;
    $("#read-only").hidden = !isReadOnly;
    this.#renderContext();
    this.#renderInput();
  }

  focus() {
    if (matchMedia("(pointer: fine)").matches) $("#text").focus();
  }

  fill(text) {
    $("#text").value = text;
    $("#text").focus();
    this.#renderInput();
  }

  startReply(message) {
    this.#cancel("edit");
    this.#replied = message;
    this.#renderContext();
    $("#text").focus();
  }

  startEdit(message) {
    this.#replied = null;
    this.#edited = message;
    this.#renderContext();
    this.fill(message.text);
  }

  async #submit(event) {
    event.preventDefault();
    const draft = this.#draft();
    if (!draft.text.trim() && !draft.file) return;
    const key = this.#draftKey;
    this.#restore(EMPTY_DRAFT);
    if (!(await this.#send(draft))) this.#giveBack(draft, key);
  }

  #send({ text, replied, edited, file }) {
    if (edited) return this.#actions.editText(edited.message_id, text.trim());
    if (file) return this.#actions.sendFile(file, text.trim(), replied?.message_id);
    return this.#actions.sendText(text.trim(), replied?.message_id);
  }

  /** A failed draft comes back, before what was typed since. */
  #giveBack({ text, replied, edited, file }, key) {
    const later = key === this.#draftKey ? this.#draft() : (this.#drafts.get(key) ?? EMPTY_DRAFT);
    const merged = {
      text: [text, later.text].filter(Boolean).join("\n"),
      replied: replied ?? later.replied,
      edited,
      file: file ?? later.file,
    };
    if (key === this.#draftKey) this.#restore(merged);
    else this.#drafts.set(key, merged);
  }

  #draft() {
    return { text: $("#text").value, replied: this.#replied, edited: this.#edited, file: this.#file };
  }

  #restore({ text, replied, edited, file }) {
    [this.#replied, this.#edited, this.#file] = [replied, edited, file];
    $("#file").value = "";
    $("#text").value = text;
    this.#renderContext();
    this.#renderInput();
  }

  #renderInput() {
    const { value } = $("#text");
    $("#text").style.height = "auto";
    $("#text").style.height = `${$("#text").scrollHeight + BORDERS_PX}px`;
    $("#count").hidden = value.length < SHOW_COUNT_FROM;
    $("#count").textContent = `${MAX_TEXT - value.length}`;
    $("#count").classList.toggle("over", value.length > MAX_TEXT);
    $("#send").disabled = (!value.trim() && !this.#file) || value.length > MAX_TEXT;
    this.#renderMenu(value);
  }

  #onKey(event) {
    // Safari ends a composition before its Enter arrives; only key code 229 still marks it.
    if (event.isComposing || event.keyCode === 229) return;
    const selected = $("#menu [aria-selected=true]");
    if (!$("#menu").hidden && ["ArrowDown", "ArrowUp"].includes(event.key)) this.#moveSelection(event);
    else if (selected && ["Enter", "Tab"].includes(event.key)) this.#choose(event, selected);
    else if (event.key === "Escape") this.#onEscape();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (!$("#send").disabled) $("#composer").requestSubmit();
    }
  }

  #onEscape() {
    if (!$("#menu").hidden) $("#menu").hidden = true;
    else for (const kind of ["edit", "reply", "file"]) this.#cancel(kind);
  }

  #renderMenu(value) {
    const prefix = /^\/(\w*)$/.exec(value)?.[1];
    const matching = prefix === undefined ? [] : this.#store.commands().filter(({ command }) => command.startsWith(prefix));
    $("#menu").hidden = matching.length === 0;
    $("#menu").replaceChildren(...matching.map(({ command, description }) =>
      h("button", { type: "button", role: "option", dataset: { command }, onclick: () => this.fill(`/${command} `) }, h("strong", {}, `/${command}`), h("span", {}, description))));
  }

  #moveSelection(event) {
    event.preventDefault();
    const options = [...$("#menu").children];
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const step = event.key === "ArrowDown" ? 1 : -1;
    const next = options.at((at + (at < 0 && step < 0 ? 0 : step)) % options.length);
    for (const option of options) option.setAttribute("aria-selected", String(option === next));
    next.scrollIntoView({ block: "nearest" });
  }

  #choose(event, option) {
    event.preventDefault();
    this.fill(`/${option.dataset.command} `);
  }

  #onDrag(event, isOver) {
    if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
    event.preventDefault();
    $("#conversation").classList.toggle("dragging", isOver);
  }

  #attach(files, event) {
    if (files.length === 0) return;
    event?.preventDefault();
    if (files.length > 1) toast(t("oneFile"));
    [this.#file] = files;
    this.#renderContext();
    this.#renderInput();
    $("#text").focus();
  }

  /** The lines above the input: what is edited, replied to or attached. */
  #renderContext() {
    const lines = [];
    if (this.#edited) lines.push(["edit", t("editing"), plainText(this.#edited)]);
    if (this.#replied) lines.push(["reply", t("replyTo", { name: senderName(this.#replied) }), plainText(this.#replied)]);
    if (this.#file) lines.push(["file", this.#file.name, sizeOf(this.#file.size)]);
    $("#context").hidden = lines.length === 0;
    $("#context").replaceChildren(...lines.map(([kind, title, detail]) =>
      h("div", {}, icon(kind), h("span", { class: "lines" }, h("strong", {}, title), h("small", {}, detail)),
        h("button", { type: "button", class: "icon-button", "aria-label": t("cancel"), title: t("cancel"), onclick: () => this.#cancel(kind) }, icon("close")))));
  }

  #cancel(kind) {
    if (kind === "file") this.#file = null;
    else if (kind === "reply") this.#replied = null;
    else if (this.#edited) {
      this.#edited = null;
      $("#text").value = "";
    }
    $("#file").value = "";
    this.#renderContext();
    this.#renderInput();
  }
}
