// The guided visit: marks what a step speaks of, notices when it was done, goes on without a new page. Without it the
// panel's buttons still work. Escape leaves it.
(() => {
  "use strict";
  const panel = () => document.getElementById("tour");
  const say = (words) => { const line = document.getElementById("said"); if (line) line.textContent = words; };
  const form = () => panel()?.querySelector("form");
  const calm = matchMedia("(prefers-reduced-motion: reduce)");

  const mark = () => {
    for (const one of document.querySelectorAll(".tour-here")) one.classList.remove("tour-here");
    const wanted = panel()?.dataset.mark;
    const found = wanted && [...document.querySelectorAll(wanted)].find((one) => one.checkVisibility());
    if (!found) return;
    found.classList.add("tour-here");
    const box = found.getBoundingClientRect();
    if (box.top < 0 || box.bottom > innerHeight - panel().offsetHeight)
      found.scrollIntoView({ block: box.height > innerHeight / 2 ? "start" : "center", behavior: calm.matches ? "auto" : "smooth" });
  };
  const tell = () => {
    const words = ["tour-done", "tour-h", "tour-say"].map((id) => document.getElementById(id)?.textContent.trim());
    say(words.filter(Boolean).join(". "));
  };

  let busy = false;
  const go = async (to, noticed) => {
    const from = form();
    if (!from || busy) return;
    busy = true;
    const data = new FormData(from);
    data.set("go", to);
    if (noticed) data.set("noticed", "1");
    const held = panel().contains(document.activeElement);
    try {
      const answer = await fetch(from.action, { method: "POST", body: data, headers: { "X-Tour": "1" } });
      if (!answer.ok) throw new Error(answer.status);
      const drawn = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("tour");
      panel().replaceWith(drawn);
      if (held) drawn.focus();
      mark();
      tell();
      watch();
    } catch {
      say("The tour waits for the network.");
    }
    busy = false;
  };

  const done = () => {
    const [kind, what] = (panel()?.dataset.done || "").split(/:(.*)/s);
    return { kind, what };
  };
  const watch = () => {
    const { kind, what } = done();
    if (kind === "there" && document.querySelector(what)) go("next", true);
  };
  document.addEventListener("htmx:afterRequest", (event) => {
    const { kind, what } = done();
    const asked = new URL(event.detail.pathInfo.requestPath, location.href).pathname;
    if (event.detail.successful && kind === "post" && asked.endsWith(what)) go("next", true);
  });
  document.addEventListener("htmx:afterSettle", () => { mark(); watch(); });
  document.addEventListener("click", (event) => {
    const { kind, what } = done();
    if (kind === "click" && event.target.closest(what)) go("next", true);
  });
  document.addEventListener("submit", (event) => {
    if (!panel()?.contains(event.target)) return;
    event.preventDefault();
    go(event.submitter.value, false);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || !form() || document.querySelector("dialog[open]")) return;
    if (event.target.closest("textarea, select, [contenteditable], input:not([type=radio]):not([type=checkbox])")) return;
    go("leave", false);
  });

  if (panel()?.hasAttribute("data-behind")) go("stay", true);
  else { mark(); tell(); watch(); }
})();
