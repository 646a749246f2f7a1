// The suggestions shown in an empty private chat.

import { h } from "./dom.js";
import { language, t } from "./i18n.js";

/** `suggest(text)` fills the composer; an empty text opens the file dialog. */
export function hints(chat, suggest) {
  if (chat.type !== "private") return h("p", { class: "day" }, t("noMessages"));
  const ask = language() === "zh" ? "/ask 为什么天空是蓝色的？" : "/ask why is the sky blue?";
  const cards = [
    ["🐉", "hintIdiom", "/idiom"],
    ["💬", "hintAsk", ask],
    ["📄", "hintFile", ""],
    ["📮", "hintPost", "/post 今天食堂的红烧肉很好吃！"],
  ];
  const narrow = matchMedia("(max-width: 720px)").matches;
  return h(
    "section",
    { class: "hints" },
    h("h3", {}, t("hintsTitle")),
    cards.map(([symbol, name, text]) =>
      h("button", { type: "button", onclick: () => suggest(text) }, h("span", { class: "symbol", "aria-hidden": "true" }, symbol), h("span", { class: "lines" }, h("strong", {}, t(name)), h("small", {}, t(`${name}More`)))),
    ),
    h("p", {}, t("hintAdmin", { where: t(narrow ? "whereNarrow" : "whereWide") })),
  );
}
