// One message of a chat: sender, forward origin, quote, file, text, actions, inline keyboard.

import { renderEntities } from "./entities.js";
import { durationOf, sizeOf, t, timeOf } from "./i18n.js";
import { plainText, senderName, serviceText } from "./message_summary.js";
import { fileUrl } from "./server_api.js";
import { avatar, colourOf, h, icon } from "./shared/dom.js";
import { safeUrl } from "./shared/links.js";

const QUOTE_CHARACTERS = 90;
const MAX_PICTURE_PX = 320;

/** `actions`: {press, command, mention, jump, reply, edit, forward} */
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
  element.classList.toggle("bare", Boolean(message.sticker));
  element.replaceChildren(
    h("div", { class: "bubble" }, sender(message, store), origin(message), quote(message, actions), content(message), text(message, actions)),
    actionButtons(message, store, actions),
    ...keyboard(message, actions),
  );
  const picture = isFromOthers(message, store) && senderPicture(message);
  if (picture) element.prepend(picture);
  // A revealed spoiler stays revealed after an edit.
  if (isRevealed) for (const spoiler of element.querySelectorAll(".spoiler")) spoiler.click();
}

const senderId = (message) => message.sender_chat?.id ?? message.from?.id ?? 0;

const isFromOthers = (message, store) => message.from?.id !== store.userId && message.chat.type !== "private";

function senderPicture({ from }) {
  if (!from) return null;
  return avatar(from.is_bot ? "bot" : "person", from.first_name);
}

function sender(message, store) {
  if (!isFromOthers(message, store)) return null;
  const username = message.from?.username;
  const element = h("div", { class: "name" }, senderName(message), username && h("small", {}, `@${username}`));
  element.style.setProperty("--name", message.from?.is_bot ? "#146b53" : colourOf(senderName(message)));
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

/** What a message has beside its text. */
function content({ document: sent, photo, voice, sticker, location }) {
  if (photo) return picture(photo.at(-1));
  if (sticker) return h("div", { class: "sticker", role: "img", "aria-label": t("sticker", { emoji: sticker.emoji }) }, sticker.emoji);
  if (voice) return voicePlayer(voice);
  if (location) return place(location);
  if (!sent) return null;
  return card("file", sent.file_name ?? "", sizeOf(sent.file_size), { href: fileUrl(sent.file_id), download: sent.file_name ?? "" });
}

/** Its room is kept free while it loads, so that what follows it does not move out of sight. */
function picture({ file_id, width, height }) {
  const scale = Math.min(1, MAX_PICTURE_PX / height);
  return h("img", { src: fileUrl(file_id), alt: t("photo"), loading: "lazy", width: Math.round(width * scale), height: Math.round(height * scale) });
}

function voicePlayer({ file_id, duration }) {
  const label = `${t("voice")} ${durationOf(duration)}`;
  return h("audio", { controls: true, preload: "metadata", src: fileUrl(file_id), "aria-label": label, title: label });
}

/** The coordinates lead to a map, which only a press asks of another server. */
function place({ latitude, longitude }) {
  const href = `https://www.openstreetmap.org/?mlat=${latitude}&mlon=${longitude}#map=15/${latitude}/${longitude}`;
  const given = `${Math.abs(latitude).toFixed(4)}° ${latitude < 0 ? "S" : "N"}, ${Math.abs(longitude).toFixed(4)}° ${longitude < 0 ? "W" : "E"}`;
  return card("pin", t("place"), given, { href, target: "_blank", rel: "noopener noreferrer" });
}

function card(symbol, title, detail, link) {
  return h("a", { class: "file", ...link }, h("span", { class: "symbol" }, icon(symbol)), h("span", { class: "lines" }, h("strong", {}, title), h("small", {}, detail)));
}

function text(message, actions) {
  const shown = message.text ?? message.caption ?? "";
  const reactions = (message.reactions ?? []).map((emoji) => `${emoji} `);
  const meta = h("span", { class: "meta" }, ...reactions, message.edit_date ? `${t("edited")} ` : "", timeOf(message.date));
  return h("div", { class: "text" }, renderEntities(shown, message.entities ?? message.caption_entities, actions), meta);
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
