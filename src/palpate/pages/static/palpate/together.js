// Two people at one visit: every ten seconds, while the page is looked at, it asks what the others wrote, says so, and
// draws again what they changed. What one is writing oneself is left alone.
(() => {
  "use strict";
  const PACE = 10000;
  const box = () => document.getElementById("together");
  let newest = "", tag = "", timer = 0;
  if (!box()) return;
  if (!box().children.length) { // a page that was kept offline has them already
    for (const [tag, name] of [["span", "here"], ["span", "wrote"], ["button", "redraw"]]) {
      const part = document.createElement(tag);
      part.dataset[name] = "";
      part.hidden = true;
      box().append(part, " ");
    }
    Object.assign(box().querySelector("button"), { type: "button", className: "btn bare", textContent: "Show it" });
  }

  const told = (events) => {
    const line = box().querySelector("[data-wrote]");
    if (!events.length || !line) return;
    line.replaceChildren(...events.slice(-3).map((one) => Object.assign(document.createElement("span"), { textContent: `${one.who} ${one.what}, just now. ` })));
    line.hidden = false;
  };
  const who = (names) => {
    const line = box().querySelector("[data-here]");
    const text = names.length ? `Also here: ${names.join(", ")}` : "";
    if (line.textContent !== text) line.textContent = text;
    line.hidden = !text;
  };
  const typing = (root) => root?.contains(document.activeElement) && document.activeElement.matches("input:not([type=radio]):not([type=hidden]), textarea, select");
  const draw = {
    assess(events) {
      const names = [...new Set(events.filter((one) => one.kind === "observation").map((one) => one.about))];
      const free = names.filter((name) => !typing(document.querySelector(`li[id="r-${CSS.escape(name)}"]`)));
      const shown = [...document.querySelectorAll("[name=shown]")].map((one) => one.value).join(" ");
      const both = document.querySelector("[name=sides]") ? "both" : "";
      if (free.length) htmx.ajax("GET", "again/", { source: "#together", swap: "none", values: { rows: free.join(" "), shown, sides: both } });
      if (events.some((one) => one.kind === "mark")) htmx.ajax("GET", "body/", { target: "#where", swap: "innerHTML" });
    },
    treat(events) {
      const main = document.getElementById("main"), value = (name) => main.querySelector(`input[name="${name}"]`)?.value || "";
      const here = ["technique", "structure", "side"].map(value).join(" ");
      const mine = events.filter((one) => one.kind === "treatment" && one.about === here).pop();
      if (mine && !typing(main)) htmx.ajax("GET", `${location.pathname}?step=${mine.first}`, { source: "#thead-in" });
      else htmx.ajax("GET", location.pathname + location.search, { target: "#thead-in", select: "#thead-in", swap: "outerHTML" });
    },
  };
  const show = (said) => {
    who(said.here);
    const events = said.events || [], page = document.body.dataset.offline;
    if (!events.length && !said.much) return;
    told(said.much ? [{ who: "Others", what: "wrote a good deal" }] : events);
    const button = box().querySelector("[data-redraw]");
    if (draw[page] && !said.much) draw[page](events);
    else button.hidden = false;
  };
  const ask = async () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PACE);
    const state = window.palpate.queue.now;
    if (document.hidden || !box() || state.offline || state.waiting + state.refused || "locked" in document.documentElement.dataset) return;
    const headers = { "X-Palpate-Quiet": "1", ...(tag && { "If-None-Match": tag }) };
    const answer = await fetch(`${box().dataset.news}?since=${newest}`, { headers, cache: "no-store" }).catch(() => null);
    if (!answer || answer.status !== 200 || !/json/.test(answer.headers.get("Content-Type") || "")) return;
    const said = await answer.json();
    tag = answer.headers.get("ETag") || "";
    newest = said.newest;
    show(said);
  };
  document.addEventListener("click", (event) => { if (event.target.closest("#together [data-redraw]")) location.reload(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
  ask();
})();
