// What a person writes: text, a file, an answer to a message, a command from the menu.

import { $, h, icon } from "./dom.js";
import { sizeOf, t } from "./i18n.js";
import { toast } from "./notices.js";
import { nameOf, plainText } from "./words.js";

const LONGEST = 4096; // UTF-16 units, as strings count here (Bot API: sendMessage)
const COUNT_FROM = 3800;
const BORDERS_PX = 2;
const NOTHING = { text: "", reply: null, edited: null, file: null };

export class Composer {
  #store;
  #out;
  #reply = null;
  #edited = null;
  #file = null;
  #place = null;
  #drafts = new Map();

  /** `out`: {say, upload, edit}; each answers whether it went well. */
  constructor(store, out) {
    this.#store = store;
    this.#out = out;
    $("#composer label").append(icon("attach"));
    $("#send").append(icon("send"));
    $("#composer").addEventListener("submit", (event) => this.#submit(event));
    $("#text").addEventListener("input", () => this.#changed());
    $("#text").addEventListener("keydown", (event) => this.#key(event));
    $("#text").addEventListener("paste", (event) => this.#take(event.clipboardData.files, event));
    $("#file").addEventListener("change", () => this.#take($("#file").files));
    for (const kind of ["dragenter", "dragover"]) $("#conversation").addEventListener(kind, (event) => this.#drag(event, true));
    for (const kind of ["dragleave", "drop"]) $("#conversation").addEventListener(kind, (event) => this.#drag(event, false));
    $("#conversation").addEventListener("drop", (event) => this.#take(event.dataTransfer.files, event));
  }

  /** What was begun in a chat waits there: it must not go out in another one, or in another name. */
  show() {
    const { chat, person } = this.#store;
    const place = `${person?.id}:${chat?.id}`;
    if (place !== this.#place) {
      this.#drafts.set(this.#place, this.#draft());
      this.#place = place;
      this.#restore(this.#drafts.get(place) ?? NOTHING);
    }
    const closed = chat?.type === "channel" && !person?.is_admin;
    $("#composer").hidden = closed;
    $("#closed").hidden = !closed;
    this.#showContext();
    this.#changed();
  }

  focus() {
    if (matchMedia("(pointer: fine)").matches) $("#text").focus();
  }

  fill(text) {
    $("#text").value = text;
    $("#text").focus();
    this.#changed();
  }

  replyTo(message) {
    this.#drop("edit");
    this.#reply = message;
    this.#showContext();
    $("#text").focus();
  }

  editing(message) {
    this.#reply = null;
    this.#edited = message;
    this.#showContext();
    this.fill(message.text);
  }

  async #submit(event) {
    event.preventDefault();
    const { text, reply, edited, file } = this.#draft();
    if (!text.trim() && !file) return;
    const place = this.#place;
    this.#restore(NOTHING);
    const sent = edited
      ? this.#out.edit(edited.message_id, text.trim())
      : file
        ? this.#out.upload(file, text.trim(), reply?.message_id)
        : this.#out.say(text.trim(), reply?.message_id);
    if (await sent) return;
    // Nothing a person wrote is lost because the server was away, not even what was typed meanwhile.
    const later = place === this.#place ? this.#draft() : (this.#drafts.get(place) ?? NOTHING);
    const words = [text, later.text].filter(Boolean).join("\n");
    const both = { text: words, reply: reply ?? later.reply, edited, file: file ?? later.file };
    if (place === this.#place) this.#restore(both);
    else this.#drafts.set(place, both);
  }

  #draft() {
    return { text: $("#text").value, reply: this.#reply, edited: this.#edited, file: this.#file };
  }

  #restore({ text, reply, edited, file }) {
    [this.#reply, this.#edited, this.#file] = [reply, edited, file];
    $("#file").value = "";
    $("#text").value = text;
    this.#showContext();
    this.#changed();
  }

  #changed() {
    const { value } = $("#text");
    $("#text").style.height = "auto";
    $("#text").style.height = `${$("#text").scrollHeight + BORDERS_PX}px`;
    $("#count").hidden = value.length < COUNT_FROM;
    $("#count").textContent = `${LONGEST - value.length}`;
    $("#count").classList.toggle("over", value.length > LONGEST);
    $("#send").disabled = (!value.trim() && !this.#file) || value.length > LONGEST;
    this.#showMenu(value);
  }

  #key(event) {
    // Safari ends a composition before its Enter arrives; only the old code 229 still tells.
    if (event.isComposing || event.keyCode === 229) return;
    const chosen = $("#menu [aria-selected=true]");
    if (!$("#menu").hidden && ["ArrowDown", "ArrowUp"].includes(event.key)) this.#walk(event);
    else if (chosen && ["Enter", "Tab"].includes(event.key)) this.#choose(event, chosen);
    else if (event.key === "Escape") this.#escape();
    else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      if (!$("#send").disabled) $("#composer").requestSubmit();
    }
  }

  #escape() {
    if (!$("#menu").hidden) $("#menu").hidden = true;
    else for (const sign of ["edit", "reply", "file"]) this.#drop(sign);
  }

  #showMenu(value) {
    const begun = /^\/(\w*)$/.exec(value)?.[1];
    const fitting = begun === undefined ? [] : this.#store.commands().filter(({ command }) => command.startsWith(begun));
    $("#menu").hidden = fitting.length === 0;
    $("#menu").replaceChildren(...fitting.map(({ command, description }) =>
      h("button", { type: "button", role: "option", dataset: { command }, onclick: () => this.fill(`/${command} `) }, h("strong", {}, `/${command}`), h("span", {}, description))));
  }

  #walk(event) {
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

  #drag(event, over) {
    if (![...(event.dataTransfer?.types ?? [])].includes("Files")) return;
    event.preventDefault();
    $("#conversation").classList.toggle("dropping", over);
  }

  #take(files, event) {
    if (files.length === 0) return;
    event?.preventDefault();
    if (files.length > 1) toast(t("oneFile"));
    [this.#file] = files;
    this.#showContext();
    this.#changed();
    $("#text").focus();
  }

  #showContext() {
    const lines = [];
    if (this.#edited) lines.push(["edit", t("editing"), plainText(this.#edited)]);
    if (this.#reply) lines.push(["reply", t("replyTo", { name: nameOf(this.#reply) }), plainText(this.#reply)]);
    if (this.#file) lines.push(["file", this.#file.name, sizeOf(this.#file.size)]);
    $("#context").hidden = lines.length === 0;
    $("#context").replaceChildren(...lines.map(([sign, title, words]) =>
      h("div", {}, icon(sign), h("span", { class: "lines" }, h("strong", {}, title), h("small", {}, words)),
        h("button", { type: "button", class: "round", "aria-label": t("cancel"), title: t("cancel"), onclick: () => this.#drop(sign) }, icon("close")))));
  }

  #drop(sign) {
    if (sign === "file") this.#file = null;
    else if (sign === "reply") this.#reply = null;
    else if (this.#edited) {
      this.#edited = null;
      $("#text").value = "";
    }
    $("#file").value = "";
    this.#showContext();
    this.#changed();
  }
}
