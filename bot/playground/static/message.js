// One message of a chat: sender, forward origin, quote, file, text, actions, inline keyboard.

import { colourOf, h, icon } from "./dom.js";
import { renderEntities, safeUrl } from "./entities.js";
import { sizeOf, t, timeOf } from "./i18n.js";
import { plainText, senderName, serviceText } from "./message_summary.js";
import { fileUrl } from "./server_api.js";

const QUOTE_CHARACTERS = 90;

/** `actions`: {press, command, jump, reply, edit, forward} */
export function newMessage(message, store, actions) {
  const service = serviceText(message);
  const element = h("article", { dataset: { message: message.message_id, from: senderId(message) } });
  element.className = service ? "service" : `row ${message.from?.id === store.userId ? "own" : "other"}`;
  if (service) {
    element.append(service);
    return element;
  }
  // A tap focuses the row, which shows its actions on devices without a pointer.
  element.tabIndex = -1;
  renderMessage(element, message, store, actions);
  return element;
}

/** Renders the message into its element, again after an edit. */
export function renderMessage(element, message, store, actions) {
  const isRevealed = element.querySelector(".spoiler.revealed") !== null;
  element.replaceChildren(
    h("div", { class: "bubble" }, sender(message, store), origin(message), quote(message, actions), file(message), text(message, actions)),
    actionButtons(message, store, actions),
    ...keyboard(message, actions),
  );
  // A revealed spoiler stays revealed after an edit.
  if (isRevealed) for (const spoiler of element.querySelectorAll(".spoiler")) spoiler.click();
}

const senderId = (message) => message.sender_chat?.id ?? message.from?.id ?? 0;

function sender(message, store) {
  if (message.from?.id === store.userId || message.chat.type === "private") return null;
  const element = h("div", { class: "name" }, senderName(message));
  element.style.setProperty("--name", colourOf(senderId(message)));
  return element;
}

function origin({ forward_origin: from }) {
  if (!from) return null;
  const name = from.sender_user?.first_name ?? from.chat?.title ?? from.sender_chat?.title ?? from.sender_user_name ?? t("deletedUser");
  return h("div", { class: "origin" }, t("forwardedFrom", { name }));
}

function quote({ reply_to_message: replied }, actions) {
  if (!replied) return null;
  const jump = () => actions.jump(replied.message_id);
  return h("button", { type: "button", class: "quote", onclick: jump }, h("strong", {}, senderName(replied)), h("span", {}, plainText(replied).slice(0, QUOTE_CHARACTERS)));
}

function file({ document: sent, photo }) {
  if (photo) return h("img", { src: fileUrl(photo.at(-1).file_id), alt: t("photo"), loading: "lazy" });
  if (!sent) return null;
  const href = fileUrl(sent.file_id);
  return h("a", { class: "file", href, download: sent.file_name ?? "" }, h("span", { class: "symbol" }, icon("file")), h("span", { class: "lines" }, h("strong", {}, sent.file_name ?? ""), h("small", {}, sizeOf(sent.file_size))));
}

function text(message, actions) {
  const content = message.text ?? message.caption ?? "";
  const reactions = (message.reactions ?? []).map((emoji) => `${emoji} `);
  const meta = h("span", { class: "meta" }, ...reactions, message.edit_date ? `${t("edited")} ` : "", timeOf(message.date));
  return h("div", { class: "text" }, renderEntities(content, message.entities ?? message.caption_entities, actions.command), meta);
}

function actionButtons(message, store, actions) {
  const button = (name, run) => h("button", { type: "button", title: t(name), "aria-label": t(name), onclick: () => run(message) }, icon(name));
  const isOwn = message.from?.id === store.userId;
  return h(
    "div",
    { class: "actions", role: "group", "aria-label": t("actions") },
    message.chat.type !== "channel" && button("reply", actions.reply),
    message.chat.type !== "private" && button("forward", actions.forward),
    isOwn && message.text && button("edit", actions.edit),
  );
}

function keyboard(message, actions) {
  const rows = message.reply_markup?.inline_keyboard ?? [];
  return rows.map((row) => h("div", { class: "keyboard-row" }, row.map((button) => keyboardButton(message, button, actions))));
}

function keyboardButton(message, button, actions) {
  const href = button.url ? safeUrl(button.url) : null;
  if (href) return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, button.text);
  const press = async ({ currentTarget }) => {
    currentTarget.setAttribute("aria-busy", "true");
    await actions.press(message, button.callback_data);
    currentTarget.removeAttribute("aria-busy");
  };
  return h("button", { type: "button", dataset: { action: button.callback_data }, onclick: press }, button.text);
}
