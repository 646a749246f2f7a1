// Puts the chat into any site: <script src="https://bot.example/widget.js" data-key="the public key" defer></script>
// The chat is a frame of its own origin, so the site's styles and scripts do not reach it, nor it theirs.
(() => {
  const script = document.currentScript;
  const isChinese = navigator.language.startsWith("zh");
  const frame = document.createElement("iframe");
  frame.title = isChinese ? "群聊小助手" : "Chat";
  frame.hidden = true;
  frame.style.cssText =
    "position:fixed;right:1rem;bottom:5rem;width:min(24rem,calc(100vw - 2rem));height:min(36rem,calc(100vh - 7rem));" +
    "border:1px solid #888;border-radius:.8rem;z-index:2147483000;background:#fff";
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "💬";
  button.setAttribute("aria-label", isChinese ? "打开聊天" : "Open the chat");
  button.setAttribute("aria-expanded", "false");
  button.style.cssText =
    "position:fixed;right:1rem;bottom:1rem;width:3.2rem;height:3.2rem;border-radius:50%;border:0;font-size:1.5rem;" +
    "background:#1451b8;color:#fff;cursor:pointer;z-index:2147483000";
  button.addEventListener("click", () => {
    // Loaded at the first press. What follows the # is not sent to any server.
    frame.src ||= new URL(`/#key=${encodeURIComponent(script.dataset.key ?? "")}`, script.src);
    frame.hidden = !frame.hidden;
    button.setAttribute("aria-expanded", String(!frame.hidden));
  });
  document.body.append(frame, button);
})();
