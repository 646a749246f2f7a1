// The list of messages: questions, and answers that are there or come.

import { GrowingAnswer } from "./growing_answer.js";
import { $, h, icon } from "./shared/dom.js";
import { ScrollPosition } from "./shared/scroll_position.js";

export class Messages {
  #position = new ScrollPosition($("#scroll"), $("#to-bottom"));

  constructor() {
    $("#to-bottom").append(icon("down"));
  }

  clear(...shown) {
    $("#messages").replaceChildren(...shown);
    $("#to-bottom").hidden = true;
  }

  question(text) {
    this.#append(h("article", { class: "row own" }, h("div", { class: "bubble" }, text)));
  }

  /** An answer that begins. */
  begin() {
    const answer = new GrowingAnswer(this.#position);
    this.#append(answer.row);
    return answer;
  }

  /** Only the last answer can be asked for again. */
  dropAgain() {
    for (const button of $("#messages").querySelectorAll("[data-again]")) button.remove();
  }

  #append(row) {
    $("#messages > .hints")?.remove();
    $("#messages").append(row);
    this.#position.toEnd();
  }
}
