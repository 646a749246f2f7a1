// The composer: text input and its keys, drafts, replies, edits, what is attached.

import { Attachments } from "./attachments.js";
import { Completion } from "./completion.js";
import { durationOf, sizeOf, t } from "./i18n.js";
import { plainText, senderName } from "./message_summary.js";
import { $, h, icon, iconButton } from "./shared/dom.js";
import { fitHeight, sends } from "./shared/text_input.js";
import { MAX_CAPTION, MAX_TEXT, splitText } from "./split_text.js";

const SHOW_COUNT_FROM = 0.9;
const EMPTY_DRAFT = { text: "", replied: null, edited: null, attached: null };

export class Composer {
  #store;
  #actions;
  #completion;
  #attachments;
  #replied = null;
  #edited = null;
  #attached = null;
  #recordedSeconds = null;
  #draftKey = null;
  #drafts = new Map();

  /** `actions`: {sendText, sendFile, editText, sendSticker, sendLocation}; each resolves to whether it succeeded. */
  constructor(store, actions) {
    this.#store = store;
    this.#actions = actions;
    this.#completion = new Completion(store, (text, caret) => this.fill(text, caret));
    this.#attachments = new Attachments({
      attach: (attached) => this.#attach(attached),
      sendVoice: (voice) => actions.sendFile(voice, ""),
      sendSticker: (emoji) => actions.sendSticker(emoji),
      sendLocation: (place) => actions.sendLocation(place),
      showRecording: (seconds) => this.#showRecording(seconds),
    });
    $("#send").append(icon("send"));
    $("#composer").addEventListener("submit", (event) => this.#submit(event));
    $("#text").addEventListener("input", () => this.#renderInput());
    $("#text").addEventListener("keydown", (event) => this.#onKey(event));
    $("#text").addEventListener("blur", () => this.#completion.close());
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
    this.#completion.close();
  }

  /** The menu of commands came, maybe while its list is open. */
  renderCompletion() {
    if (document.activeElement === $("#text")) this.#completion.render();
  }

  focus() {
    if (matchMedia("(pointer: fine)").matches) $("#text").focus();
  }

  pickFile() {
    this.#attachments.pick("file");
  }

  fill(text, caret = text.length) {
    $("#text").value = text;
    $("#text").focus();
    $("#text").setSelectionRange(caret, caret);
    this.#renderInput();
  }

  mention(name) {
    const { value } = $("#text");
    this.fill(`${value}${value && !value.endsWith(" ") ? " " : ""}${name} `);
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
    if ($("#send").disabled) return;
    const key = this.#draftKey;
    this.#restore(EMPTY_DRAFT);
    const unsent = await this.#send(draft);
    if (unsent) this.#giveBack(unsent, key);
  }

  /** Sends a draft, in parts where it is long; what could not be sent comes back. */
  async #send(draft) {
    const { text, replied, edited, attached } = draft;
    if (edited) return (await this.#actions.editText(edited.message_id, text.trim())) ? null : draft;
    if (attached) return (await this.#actions.sendFile(attached, text.trim(), replied?.message_id)) ? null : draft;
    const parts = splitText(text);
    for (const [index, part] of parts.entries()) {
      const isFirst = index === 0;
      const isSent = await this.#actions.sendText(part, isFirst ? replied?.message_id : undefined);
      if (!isSent) return { ...draft, text: parts.slice(index).join("\n"), replied: isFirst ? replied : null };
    }
    return null;
  }

  /** A failed draft comes back, before what was typed since. */
  #giveBack({ text, replied, edited, attached }, key) {
    const later = key === this.#draftKey ? this.#draft() : (this.#drafts.get(key) ?? EMPTY_DRAFT);
    const merged = {
      text: [text, later.text].filter(Boolean).join("\n"),
      replied: replied ?? later.replied,
      edited,
      attached: attached ?? later.attached,
    };
    if (key === this.#draftKey) this.#restore(merged);
    else this.#drafts.set(key, merged);
  }

  #draft() {
    return { text: $("#text").value, replied: this.#replied, edited: this.#edited, attached: this.#attached };
  }

  #restore({ text, replied, edited, attached }) {
    [this.#replied, this.#edited, this.#attached] = [replied, edited, attached];
    $("#file").value = "";
    $("#text").value = text;
    this.#renderContext();
    this.#renderInput();
  }

  #renderInput() {
    const { value } = $("#text");
    fitHeight($("#text"));
    const isOver = this.#renderCount(value.trim());
    $("#send").disabled = (!value.trim() && !this.#attached) || isOver;
    this.#completion.render();
  }

  /** How much room is left, or into how many messages the text goes; is it too long to be sent? */
  #renderCount(text) {
    const limit = this.#attached ? MAX_CAPTION : MAX_TEXT;
    const cannotBeSplit = Boolean(this.#attached || this.#edited);
    const isOver = cannotBeSplit && text.length > limit;
    const parts = cannotBeSplit || text.length <= limit ? 1 : splitText(text).length;
    $("#count").hidden = text.length < limit * SHOW_COUNT_FROM;
    $("#count").classList.toggle("over", isOver);
    if (isOver) $("#count").textContent = t("over", { count: text.length - limit });
    else $("#count").textContent = parts > 1 ? t("parts", { count: parts }) : `${limit - text.length}`;
    return isOver;
  }

  #onKey(event) {
    if (this.#completion.onKey(event)) return;
    if (event.key === "Escape") for (const kind of ["edit", "reply", "file"]) this.#cancel(kind);
    else if (sends(event)) {
      event.preventDefault();
      $("#composer").requestSubmit();
    }
  }

  #attach(attached) {
    this.#attached = attached;
    $("#file").value = "";
    this.#renderContext();
    this.#renderInput();
    $("#text").focus();
  }

  #showRecording(seconds) {
    this.#recordedSeconds = seconds;
    this.#renderContext();
  }

  /** The lines above the input: what is edited, replied to, attached or recorded. */
  #renderContext() {
    const lines = [];
    if (this.#edited) lines.push(this.#line("edit", t("editing"), plainText(this.#edited)));
    if (this.#replied) lines.push(this.#line("reply", t("replyTo", { name: senderName(this.#replied) }), plainText(this.#replied)));
    if (this.#attached) lines.push(this.#attachedLine(this.#attached));
    if (this.#recordedSeconds !== null) lines.push(this.#recordingLine());
    $("#context").hidden = lines.length === 0;
    $("#context").replaceChildren(...lines);
  }

  #line(kind, title, detail, ...more) {
    return h("div", {}, icon(kind), h("span", { class: "lines" }, h("strong", {}, title), h("small", {}, detail)), more,
      iconButton("close", t("cancel"), () => this.#cancel(kind === "edit" || kind === "reply" ? kind : "file")));
  }

  #attachedLine(attached) {
    const { file, kind, isPhoto, seconds } = attached;
    const detail = kind === "voice" ? `${t("voice")} · ${durationOf(seconds)}` : sizeOf(file.size);
    const change = ({ target }) => this.#attach({ ...attached, kind: target.checked ? "file" : "photo" });
    const choice = h("label", {}, h("input", { type: "checkbox", id: "as-file", checked: kind === "file", onchange: change }), t("asFile"));
    return this.#line({ photo: "photo", voice: "voice" }[kind] ?? "file", file.name, detail, isPhoto && choice);
  }

  #recordingLine() {
    return h("div", {}, h("span", { class: "recording", "aria-hidden": "true" }),
      h("span", { class: "lines" }, h("strong", {}, t("recording")), h("small", {}, durationOf(this.#recordedSeconds))),
      iconButton("close", t("cancel"), () => this.#attachments.cancelRecording()),
      iconButton("send", t("send"), () => this.#attachments.finishRecording()));
  }

  #cancel(kind) {
    if (kind === "file") this.#attached = null;
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
