// What pages need beyond htmx: saving says so, what was refused says why, leaving unsaved asks, touch on the
// body figure becomes a point. Nothing here decides anything; without it the forms still work.
(() => {
  "use strict";
  const say = (words) => { const line = document.getElementById("said"); if (line) line.textContent = words; };

  // A device that brings its own colours takes backgrounds away: what is chosen then shows in its colours.
  const forced = document.getElementById("offline")?.dataset.forced;
  if (forced && matchMedia("(forced-colors: active)").matches)
    document.head.append(Object.assign(document.createElement("link"), { rel: "stylesheet", href: forced }));

  // An answer that refuses (422) says why: it is shown in its place like any other.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status !== 422) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });

  // Saving: the line #kept says what happened, aloud too.
  const kept = (state, words) => {
    const line = document.getElementById("kept");
    if (line) { line.dataset.state = state; line.textContent = words; }
    if (state === "failed") say(words);
  };
  const saves = (event) => event.detail.requestConfig && event.detail.requestConfig.verb !== "get";
  document.addEventListener("htmx:beforeRequest", (event) => { if (saves(event)) kept("saving", "Saving …"); });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (!saves(event)) return;
    if (event.detail.successful) {
      kept("kept", "Saved");
      const form = event.target.closest("form");
      if (form) form.removeAttribute("data-changed");
    } else kept("failed", "Not saved. Look at the connection and press again.");
  });

  // A form marked data-guard asks before it is left with changes that were not sent.
  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-guard]");
    if (form) form.dataset.changed = "yes";
  });
  document.addEventListener("submit", (event) => event.target.removeAttribute("data-changed"));
  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("form[data-changed]")) event.preventDefault();
  });

  // A press on a body figure marked data-point="field" writes "view,x,y" into that field and tells the form.
  document.addEventListener("click", (event) => {
    const figure = event.target.closest("svg[data-point]");
    if (!figure) return;
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(figure.getScreenCTM().inverse());
    const field = document.getElementById(figure.dataset.point);
    if (!field) return;
    field.value = [figure.dataset.view, point.x.toFixed(1), point.y.toFixed(1)].join(",");
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });

  document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });
})();
