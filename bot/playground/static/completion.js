// The list above the input: commands after "/", the bot and people after "@".

import { isComposing } from "./shared/text_input.js";
import { $, avatar, h } from "./shared/dom.js";

export class Completion {
  #store;
  #fill;

  /** `fill(text, caret)` sets the input. */
  constructor(store, fill) {
    this.#store = store;
    this.#fill = fill;
  }

  get #input() {
    return $("#text");
  }

  /** Shows what fits the text before the caret; the first is selected, so that Enter takes it. */
  render() {
    const found = this.#commands() ?? this.#names() ?? [];
    $("#menu").hidden = found.length === 0;
    $("#menu").replaceChildren(...found.map((option, index) => {
      option.id = `option-${index}`;
      option.addEventListener("mousedown", (event) => event.preventDefault()); // the input keeps the focus
      return option;
    }));
    this.#select($("#menu").firstElementChild);
  }

  close() {
    $("#menu").hidden = true;
    this.#input.removeAttribute("aria-activedescendant");
  }

  /** Handles a key; true where it was for the list. */
  onKey(event) {
    if ($("#menu").hidden || isComposing(event)) return false;
    const selected = $("#menu [aria-selected=true]");
    if (event.key === "Escape") this.close();
    else if (["ArrowDown", "ArrowUp"].includes(event.key)) this.#move(event.key === "ArrowDown" ? 1 : -1);
    else if (selected && ["Enter", "Tab"].includes(event.key)) {
      if (event.key === "Enter" && selected.dataset.whole === this.#input.value) return false; // it is written out: send it
      selected.click();
    } else return false;
    event.preventDefault();
    return true;
  }

  #commands() {
    const prefix = /^\/(\w*)$/.exec(this.#input.value)?.[1];
    if (prefix === undefined) return null;
    return this.#store.commands
      .filter(({ command }) => command.startsWith(prefix))
      .map(({ command, description }) => {
        const take = () => this.#fill(`/${command} `);
        return h("div", { role: "option", dataset: { command, whole: `/${command}` }, onclick: take }, h("strong", {}, `/${command}`), h("span", {}, description));
      });
  }

  #names() {
    const { value, selectionStart } = this.#input;
    const typed = /(?:^|[\s，。！？、：])@([^\s@]*)$/.exec(value.slice(0, selectionStart))?.[1];
    if (typed === undefined) return null;
    const start = selectionStart - typed.length;
    const fits = ({ username, first_name: name }) => [username, name].some((own) => own?.toLowerCase().startsWith(typed.toLowerCase()));
    return this.#store.mentionable().filter(fits).map(({ username, first_name: name, is_bot: isBot }) => {
      const take = () => this.#fill(`${value.slice(0, start)}${username} ${value.slice(selectionStart).trimStart()}`, start + username.length + 1);
      const whole = typed.toLowerCase() === username.toLowerCase() ? value : "";
      return h("div", { role: "option", dataset: { mention: username, whole }, onclick: take }, avatar(isBot ? "bot" : "person", name), h("strong", {}, name), h("span", {}, `@${username}`));
    });
  }

  #move(step) {
    const options = [...$("#menu").children];
    const at = options.findIndex((option) => option.getAttribute("aria-selected") === "true");
    this.#select(options.at((at + step) % options.length));
  }

  #select(chosen) {
    for (const option of $("#menu").children) option.setAttribute("aria-selected", String(option === chosen));
    if (!chosen) return this.#input.removeAttribute("aria-activedescendant");
    this.#input.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  }
}
