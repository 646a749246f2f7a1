// What a person can try in a chat: shown while it is empty, and behind the button in its heading.

import { t } from "./i18n.js";
import { chatKind } from "./message_summary.js";
import { h } from "./shared/dom.js";

const NARROW = "(max-width: 720px)";

/** `actions`: {suggest(text) fills the composer, pickFile(), openPeople()} */
export function hints(chat, store, actions) {
  const cards = CARDS[chatKind(chat)](store, actions);
  const note = NOTES[chatKind(chat)]?.(store);
  return h(
    "section",
    { class: "hints" },
    h("h3", {}, t(cards.length === 4 ? "hintsTitle" : "tips")),
    cards.map(([symbol, name, run]) =>
      h("button", { type: "button", onclick: run }, h("span", { class: "symbol", "aria-hidden": "true" }, symbol), h("span", { class: "lines" }, h("strong", {}, t(name)), h("small", {}, t(`${name}More`)))),
    ),
    note && h("p", {}, note),
  );
}

const CARDS = {
  bot: (_, { suggest, pickFile }) => [
    ["🐉", "hintIdiom", () => suggest("/idiom")],
    ["💬", "hintAsk", () => suggest(t("askExample"))],
    ["📄", "hintFile", pickFile],
    ["📮", "hintPost", () => suggest(t("postExample"))],
  ],
  group: ({ bot, user }, { suggest, openPeople }) => [
    ["🐉", "hintIdiom", () => suggest("/idiom")],
    ["👥", "hintTogether", openPeople],
    ["💬", "hintMention", () => suggest(t("mentionExample", { name: bot.username }))],
    user.is_admin ? ["⚙️", "hintSettings", () => suggest("/settings")] : ["📮", "hintPost", () => suggest(t("postExample"))],
  ],
  review: (_, { suggest }) => [
    ["📮", "hintPending", () => suggest("/pending")],
    ["📊", "hintStats", () => suggest("/stats")],
  ],
  channel: () => [],
};

const NOTES = {
  bot: ({ user }) => !user?.is_admin && t("hintAdmin", { where: t(matchMedia(NARROW).matches ? "whereNarrow" : "whereWide") }),
  channel: () => t("hintChannel"),
};
