// One message as people see it.

import { fileAddress } from "./api.js";
import { colourOf, h, icon } from "./dom.js";
import { safeAddress, styled } from "./entities.js";
import { sizeOf, t, timeOf } from "./i18n.js";
import { nameOf, plainText, serviceText } from "./words.js";

const QUOTE_CHARS = 90;

/** `on`: {press, command, jump, reply, edit, forward} */
export function newMessage(message, store, on) {
  const service = serviceText(message);
  const element = h("article", { dataset: { message: message.message_id, from: message.sender_chat?.id ?? message.from?.id ?? 0 } });
  element.className = service ? "service" : `row ${message.from?.id === store.personId ? "own" : "other"}`;
  if (service) {
    element.append(service);
    return element;
  }
  // A tap gives the row the focus, which is what shows its actions where there is no pointer.
  element.tabIndex = -1;
  fillMessage(element, message, store, on);
  return element;
}

/** Draws the message into its element, anew after an edit. */
export function fillMessage(element, message, store, on) {
  const revealed = element.querySelector(".spoiler.shown") !== null;
  element.replaceChildren(
    h("div", { class: "bubble" }, sender(message, store), origin(message), quote(message, on), file(message), text(message, on)),
    actions(message, store, on),
    ...keyboard(message, on),
  );
  // Who has looked at a spoiler does not have to press again at each edit.
  if (revealed) for (const spoiler of element.querySelectorAll(".spoiler")) spoiler.click();
}

function sender(message, store) {
  if (message.from?.id === store.personId || message.chat.type === "private") return null;
  const element = h("div", { class: "name" }, nameOf(message));
  element.style.setProperty("--name", colourOf(message.sender_chat?.id ?? message.from?.id ?? 0));
  return element;
}

function origin({ forward_origin: from }) {
  if (!from) return null;
  const name = from.sender_user?.first_name ?? from.chat?.title ?? from.sender_chat?.title ?? from.sender_user_name ?? t("deletedUser");
  return h("div", { class: "origin" }, t("forwardedFrom", { name }));
}

function quote({ reply_to_message: original }, on) {
  if (!original) return null;
  const jump = () => on.jump(original.message_id);
  return h("button", { type: "button", class: "quote", onclick: jump }, h("strong", {}, nameOf(original)), h("span", {}, plainText(original).slice(0, QUOTE_CHARS)));
}

function file({ document: sent, photo }) {
  if (photo) return h("img", { src: fileAddress(photo.at(-1).file_id), alt: t("photo"), loading: "lazy" });
  if (!sent) return null;
  const href = fileAddress(sent.file_id);
  return h("a", { class: "card", href, download: sent.file_name ?? "" }, h("span", { class: "sign" }, icon("file")), h("span", { class: "lines" }, h("strong", {}, sent.file_name ?? ""), h("small", {}, sizeOf(sent.file_size))));
}

function text(message, on) {
  const words = message.text ?? message.caption ?? "";
  const meta = h("span", { class: "meta" }, message.edit_date ? `${t("edited")} ` : "", timeOf(message.date));
  return h("div", { class: "text" }, styled(words, message.entities ?? message.caption_entities, on.command), meta);
}

function actions(message, store, on) {
  const act = (name, run) => h("button", { type: "button", title: t(name), "aria-label": t(name), onclick: () => run(message) }, icon(name));
  const own = message.from?.id === store.personId;
  return h(
    "div",
    { class: "actions", role: "group", "aria-label": t("actions") },
    message.chat.type !== "channel" && act("reply", on.reply),
    message.chat.type !== "private" && act("forward", on.forward),
    own && message.text && act("edit", on.edit),
  );
}

function keyboard(message, on) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  return rows.map((row) => h("div", { class: "keys" }, row.map((button) => key(message, button, on))));
}

function key(message, button, on) {
  const href = button.url ? safeAddress(button.url) : null;
  if (href) return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, button.text);
  const press = async ({ currentTarget }) => {
    currentTarget.setAttribute("aria-busy", "true");
    await on.press(message, button.callback_data);
    currentTarget.removeAttribute("aria-busy");
  };
  return h("button", { type: "button", dataset: { action: button.callback_data }, onclick: press }, button.text);
}
