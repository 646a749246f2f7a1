// The composer: the question, a file that goes with it, sending and stopping.

import { call } from "./api.js";
import { $, h, icon, iconButton } from "./shared/dom.js";
import { acceptFiles } from "./shared/dropped_files.js";
import { fitHeight, sends } from "./shared/text_input.js";
import { t } from "./texts.js";

export class Composer {
  #actions;
  #document = null;
  #isRunning = false;

  /** `actions`: {ask(query, document), stop(), status(text)} */
  constructor(actions) {
    this.#actions = actions;
    $("#upload").append(icon("attach"));
    $("#send").append(icon("send"));
    $("#stop").append(icon("stop"));
    $("#composer").addEventListener("submit", (event) => this.#submit(event));
    $("#text").addEventListener("input", () => this.#render());
    $("#text").addEventListener("keydown", (event) => this.#onKey(event));
    $("#stop").addEventListener("click", () => actions.stop());
    $("#upload").addEventListener("click", () => this.pickFile());
    $("#file").addEventListener("change", () => this.#upload($("#file").files));
    acceptFiles($("#conversation"), $("#text"), (files) => this.#upload(files));
    this.#render();
  }

  set isRunning(isRunning) {
    const hadFocus = [$("#send"), $("#stop")].includes(document.activeElement);
    this.#isRunning = isRunning;
    $("#send").hidden = isRunning;
    $("#stop").hidden = !isRunning;
    this.#render();
    if (hadFocus) (isRunning ? $("#stop") : $("#text")).focus();
  }

  pickFile() {
    $("#file").click();
  }

  fill(text) {
    $("#text").value = text;
    $("#text").focus();
    this.#render();
  }

  detach() {
    this.#document = null;
    this.#render();
  }

  renderContext() {
    $("#context").hidden = !this.#document;
    if (!this.#document) return;
    const remove = () => {
      this.detach();
      $("#text").focus();
    };
    $("#context").replaceChildren(h("div", {}, icon("file"), h("span", { class: "lines" }, h("strong", {}, this.#document.filename), h("small", {}, t("about"))),
      iconButton("close", t("detach"), remove, { id: "detach" })));
  }

  #render() {
    fitHeight($("#text"));
    $("#send").disabled = !$("#text").value.trim() && !this.#document;
    this.renderContext();
  }

  #submit(event) {
    event.preventDefault();
    const query = $("#text").value.trim();
    if (this.#isRunning || !(query || this.#document)) return;
    $("#text").value = "";
    this.#render();
    this.#actions.ask(query, this.#document);
  }

  #onKey(event) {
    if (event.key === "Escape" && this.#isRunning) this.#actions.stop();
    if (!sends(event)) return;
    event.preventDefault();
    $("#composer").requestSubmit();
  }

  async #upload([file]) {
    if (!file) return;
    const form = new FormData();
    form.append("file", file);
    $("#upload").setAttribute("aria-busy", "true");
    this.#actions.status(t("uploading"));
    try {
      this.#document = await (await call("POST", "/documents", form)).json();
      this.#actions.status("");
    } catch (error) {
      this.#actions.status(error.message);
    }
    $("#upload").removeAttribute("aria-busy");
    $("#file").value = "";
    this.#render();
    $("#text").focus();
  }
}
