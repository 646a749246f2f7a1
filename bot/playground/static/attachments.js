// What a message can have beside text: the menu behind the plus, dropped and pasted files, a recording.

import { t } from "./i18n.js";
import { toast } from "./notifications.js";
import { $, h, icon } from "./shared/dom.js";
import { acceptFiles } from "./shared/dropped_files.js";
import { canRecord, secondsOf, VoiceRecorder } from "./voice_recorder.js";

const MAX_FILE_BYTES = 50e6;
const PHOTO_TYPES = ["image/png", "image/jpeg"];
const STICKERS = ["👍", "❤️", "😂", "🎉", "🍵", "🐉", "🙏", "🤔", "😭", "😴", "🌹", "🔥"];
const WEST_LAKE = { latitude: 30.2431, longitude: 120.1504 };
const TICK_MS = 500;

export class Attachments {
  #actions;
  #accepted = null;
  #recorder = new VoiceRecorder();
  #timer = null;

  /** `actions`: {attach({file, kind, seconds}), sendVoice({file, kind, seconds}), sendSticker(emoji), sendLocation(place), showRecording(seconds or null)} */
  constructor(actions) {
    this.#actions = actions;
    $("#attach").append(icon("plus"));
    $("#attach").addEventListener("click", () => this.#toggle($("#attach-menu").hidden));
    $("#attach-menu").addEventListener("keydown", (event) => this.#onKey(event));
    $("#attach-menu").addEventListener("focusout", ({ relatedTarget }) => {
      if (relatedTarget !== $("#attach") && !$("#attach-menu").contains(relatedTarget)) this.#toggle(false, false);
    });
    $("#file").addEventListener("change", () => this.#take($("#file").files, this.#accepted));
    acceptFiles($("#conversation"), $("#text"), (files) => this.#take(files));
  }

  /** Opens the browser's file dialog: `kind` is photo, file or voice. */
  pick(kind) {
    this.#accepted = kind;
    $("#file").accept = { photo: PHOTO_TYPES.join(), voice: "audio/*" }[kind] ?? "";
    $("#file").click();
  }

  async finishRecording() {
    this.#endRecording();
    const { file, seconds } = await this.#recorder.stop();
    this.#actions.sendVoice({ file, kind: "voice", seconds });
  }

  async cancelRecording() {
    this.#endRecording();
    await this.#recorder.stop();
  }

  async #record() {
    try {
      await this.#recorder.start();
    } catch {
      return toast(t("noMicrophone"));
    }
    const show = () => this.#actions.showRecording(this.#recorder.seconds);
    this.#timer = setInterval(show, TICK_MS);
    show();
  }

  #endRecording() {
    clearInterval(this.#timer);
    this.#actions.showRecording(null);
  }

  #toggle(isOpen, movesFocus = true) {
    if (isOpen) $("#attach-menu").replaceChildren(...this.#items());
    $("#attach-menu").hidden = !isOpen;
    $("#attach").setAttribute("aria-expanded", String(isOpen));
    if (movesFocus) (isOpen ? $("#attach-menu button") : $("#attach")).focus();
  }

  #items() {
    const item = (name, symbol, run) =>
      h("button", { type: "button", role: "menuitem", tabindex: "-1", dataset: { attach: symbol }, onclick: () => this.#choose(run) }, icon(symbol), h("span", {}, t(name)));
    const voice = canRecord() ? [item("attachVoice", "voice", () => this.#record())] : [];
    return [
      item("attachPhoto", "photo", () => this.pick("photo")),
      item("attachFile", "file", () => this.pick("file")),
      item("attachSticker", "sticker", () => this.#showStickers()),
      item("attachPlace", "pin", () => this.#actions.sendLocation(WEST_LAKE)),
      ...voice,
      item("attachAudio", "attach", () => this.pick("voice")),
    ];
  }

  #choose(run) {
    this.#toggle(false);
    run();
  }

  #showStickers() {
    this.#toggle(true, false);
    const sticker = (emoji) =>
      h("button", { type: "button", role: "menuitem", tabindex: "-1", dataset: { sticker: emoji }, "aria-label": t("sticker", { emoji }), onclick: () => this.#choose(() => this.#actions.sendSticker(emoji)) }, emoji);
    $("#attach-menu").replaceChildren(h("div", { id: "stickers", role: "none" }, STICKERS.map(sticker)));
    $("#attach-menu button").focus();
  }

  #onKey(event) {
    const buttons = [...$("#attach-menu").querySelectorAll("button")];
    const at = buttons.indexOf(document.activeElement);
    const steps = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 };
    if (event.key === "Escape") this.#toggle(false);
    else if (event.key in steps) buttons.at((at + steps[event.key]) % buttons.length).focus();
    else return;
    event.preventDefault();
  }

  /** `kind` as it was picked; dropped and pasted pictures are photos. */
  async #take(files, kind = null) {
    const [file] = files;
    if (!file) return;
    if (files.length > 1) toast(t("oneFile"));
    if (file.size > MAX_FILE_BYTES) return toast(t("fileTooBig"));
    const isPhoto = PHOTO_TYPES.includes(file.type);
    const asked = kind ?? (isPhoto ? "photo" : "file");
    this.#accepted = null;
    if (asked === "voice") this.#actions.attach({ file, kind: "voice", seconds: await secondsOf(file) });
    else this.#actions.attach({ file, kind: isPhoto ? asked : "file", isPhoto, seconds: 0 });
  }
}
