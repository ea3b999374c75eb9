// Every write carries the id of what it will store, made here: sent again (a double tap, a failed line, a replay
// from the queue) it has the same id and is stored once; what says something else gets an id of its own.
(() => {
  "use strict";
  const palpate = (window.palpate ||= {});

  palpate.newId = () => {
    if (crypto.randomUUID) return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16)); // without TLS a browser makes no ids of its own accord
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };

  // What differs although the same is said, or is no part of it.
  const BESIDE = new Set(["row_id", "csrfmiddlewaretoken"]);
  palpate.fields = (data) => [...data.entries()].filter(([name, value]) => !BESIDE.has(name) && typeof value === "string");

  const tries = new WeakMap(); // what an element sent and nobody has acknowledged yet
  const idFor = (element, path, fields, given) => {
    const text = JSON.stringify([path, fields]), last = tries.get(element);
    if (last && last.text === text) return last.id;
    const id = last || !given ? palpate.newId() : given;
    tries.set(element, { text, id });
    return id;
  };

  document.addEventListener("htmx:configRequest", (event) => {
    const { verb, elt, path, parameters, formData } = event.detail;
    if (verb !== "get") parameters.row_id = idFor(elt, path, palpate.fields(formData));
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful) tries.delete(event.detail.requestConfig.elt);
  });

  // A plain form has the id that came with the page; another only where it says something else than before.
  document.addEventListener("submit", (event) => {
    const form = event.target, field = form.elements.namedItem("row_id");
    if (form.method !== "post" || !field || field.length) return;
    field.value = idFor(form, form.action, palpate.fields(new FormData(form, event.submitter)), field.value);
  }, true);

  // Ctrl or Cmd with Z undoes what the page offers to undo, but not while somebody types.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
    if (event.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]")) return;
    const button = [...document.querySelectorAll(".undo button")].filter((one) => one.offsetParent && !one.disabled).pop();
    if (button) { event.preventDefault(); button.click(); }
  });

  // What was typed and waits for its moment is sent when the page goes out of sight.
  document.addEventListener("visibilitychange", () => {
    const field = document.activeElement;
    if (document.visibilityState === "hidden" && field?.matches("textarea, input") && field.closest("[hx-trigger*=input]"))
      field.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
