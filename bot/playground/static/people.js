// Two people side by side: the dialog that opens the page as somebody else, and starting over.

import { language, t } from "./i18n.js";
import { toast } from "./notifications.js";
import { api } from "./server_api.js";
import { $, avatar, h } from "./shared/dom.js";

const addressOf = (user) => `?as=${encodeURIComponent(user.username ?? user.id)}`;

export class People {
  #store;
  #opensHere = false;

  constructor(store) {
    this.#store = store;
    $("#people-form").addEventListener("submit", (event) => this.#add(event));
    $("#people-close").addEventListener("click", () => $("#people-dialog").close());
    $("#start-over").addEventListener("click", () => $("#confirm").showModal());
    $("#confirm").addEventListener("close", () => this.#startOver($("#confirm").returnValue === "yes"));
  }

  /** `name` is of somebody who is not there yet, whom this tab is to become. */
  open(name = "") {
    this.#opensHere = name !== "";
    $("#people-ok").textContent = t(this.#opensHere ? "openHere" : "openBeside");
    const others = this.#store.users.filter((user) => user.id !== this.#store.userId);
    $("#people-list").replaceChildren(...others.map((user) => h("li", {}, personLink(user))));
    $("#new-name").value = name;
    $("#people-error").textContent = "";
    $("#new-language").value = language();
    $("#people-dialog").showModal();
    if (name) $("#new-name").focus();
  }

  /** The address of the page says who one is, so that loading it again does not change that. */
  showInAddress() {
    history.replaceState(null, "", addressOf(this.#store.user));
  }

  async #add(event) {
    event.preventDefault();
    $("#people-error").textContent = "";
    try {
      const { user_id: id } = await api.addPerson($("#new-name").value, $("#new-language").value);
      $("#people-dialog").close();
      const address = addressOf({ id });
      // Where the browser opens no second window, this one becomes the new person, too.
      if (this.#opensHere || !window.open(address, "_blank")) location.assign(address);
    } catch (error) {
      $("#people-error").textContent = t("notDone", { reason: error.message });
    }
  }

  async #startOver(isConfirmed) {
    $("#confirm").returnValue = "";
    if (!isConfirmed) return;
    try {
      await api.startOver();
      toast(t("startedOver"));
    } catch (error) {
      toast(t("notDone", { reason: error.message }));
    }
  }
}

function personLink(user) {
  return h("a", { href: addressOf(user), target: "_blank", rel: "noopener" }, avatar("person", user.first_name),
    h("span", { class: "lines" }, h("strong", {}, user.first_name), h("small", {}, [user.username && `@${user.username}`, user.is_admin && t("admin")].filter(Boolean).join(" · "))));
}
