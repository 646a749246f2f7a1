// Puts the chat into any site: <script src="https://bot.example/widget.js" data-key="the public key" defer></script>
// data-lang="en" or "zh" chooses the language, else it is the browser's. The chat is a frame of its own
// origin, so the site's styles and scripts do not reach it, nor it theirs.
(() => {
  const script = document.currentScript;
  const { key = "", lang = navigator.language.toLowerCase().startsWith("zh") ? "zh" : "en" } = script.dataset;
  const [title, opens, closes] = lang === "zh" ? ["群聊小助手", "打开聊天", "关闭聊天"] : ["Chat", "Open the chat", "Close the chat"];
  const frame = document.createElement("iframe");
  frame.title = title;
  frame.hidden = true;
  frame.allow = "clipboard-write";
  frame.style.cssText =
    "position:fixed;right:16px;bottom:84px;width:min(400px,calc(100vw - 32px));height:min(620px,calc(100dvh - 104px));" +
    "border:0;border-radius:18px;z-index:2147483000;background:#fff;box-shadow:0 8px 40px rgb(10 30 20 / 35%);color-scheme:light dark";
  const button = document.createElement("button");
  button.type = "button";
  button.style.cssText =
    "position:fixed;right:16px;bottom:16px;width:56px;height:56px;padding:0;border:0;border-radius:50%;font:24px/56px system-ui;" +
    "background:#17765c;color:#fff;cursor:pointer;z-index:2147483000;box-shadow:0 4px 16px rgb(10 30 20 / 35%)";
  const show = (isOpen) => {
    // Loaded at the first press. What follows the # is not sent to any server.
    if (isOpen) frame.src ||= new URL(`/#${new URLSearchParams({ key, lang })}`, script.src);
    frame.hidden = !isOpen;
    button.textContent = isOpen ? "✕" : "💬";
    button.setAttribute("aria-label", isOpen ? closes : opens);
    button.setAttribute("aria-expanded", String(isOpen));
    (isOpen ? frame : button).focus({ preventScroll: true });
  };
  show(false);
  button.addEventListener("click", () => show(frame.hidden));
  addEventListener("message", ({ data, source }) => {
    if (source === frame.contentWindow && data === "bot-chat:close") show(false);
  });
  document.body.append(frame, button);
})();
