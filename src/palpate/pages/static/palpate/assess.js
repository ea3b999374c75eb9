// The − and + beside a number: 5 each, from the usual value where none was measured yet; sent when the
// pressing pauses. And: what the server refuses is shown, and the keyboard finds its way after the panel
// was drawn anew. Without this, numbers are typed.
(() => {
  "use strict";
  const waiting = new WeakMap();
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (!button) return;
    const field = button.parentElement.querySelector("input");
    const step = Number(button.dataset.step);
    const least = field.min === "" ? -Infinity : Number(field.min), most = field.max === "" ? Infinity : Number(field.max);
    const from = field.value === "" ? Number(field.dataset.start || 0) : Number(field.value);
    field.value = Math.min(most, Math.max(least, (step < 0 ? Math.ceil(from / 5) : Math.floor(from / 5)) * 5 + step));
    clearTimeout(waiting.get(field));
    waiting.set(field, setTimeout(() => field.dispatchEvent(new Event("change", { bubbles: true })), 700));
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422) event.detail.shouldSwap = true;
  });
  // A line that is there already is gone to, not added a second time.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const line = event.target.dataset.row && document.getElementById(event.target.dataset.row);
    if (line) { event.preventDefault(); show(line); }
  });
  // What was added stays where it was added; its group does not show it a second time.
  document.addEventListener("htmx:afterSettle", () => {
    for (const line of document.querySelectorAll("#added > li"))
      for (const same of document.querySelectorAll(`[id="${line.id}"]`)) if (same !== line) same.remove();
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "added" && event.detail.target.lastElementChild) show(event.detail.target.lastElementChild);
  });
  const show = (line) => {
    line.scrollIntoView({ block: "center" });
    const field = line.querySelector("input:not([type=hidden]), button");
    if (field) field.focus({ preventScroll: true });
  };
  // "Rest is normal" counts what is still open, and goes when nothing is.
  const open = (key) => {
    const fields = [...document.getElementsByName(key)].filter((one) => !one.closest("#panel"));
    return fields.length && !fields.some((one) => one.checked) && fields[0].type === "radio" || Boolean(fields[0]?.closest(".step.open"));
  };
  const count = () => {
    for (const button of document.querySelectorAll("[data-rest]")) {
      const many = button.value.split(" ").filter(open).length;
      button.hidden = many < 2;
      button.textContent = `${button.dataset.rest} (${many})`;
    }
  };
  document.addEventListener("htmx:afterSettle", count);
  // Where a search led to one finding, its line is ready for the answer.
  const wanted = document.querySelector("#added > li");
  if (wanted) show(wanted);
  // The jumps stay below the background strip, whatever its height; and a jump holds while groups above are drawn.
  const strip = () => document.getElementById("strip");
  const room = () => document.documentElement.style.setProperty("--strip", `${strip()?.offsetHeight || 0}px`);
  room();
  addEventListener("resize", room);
  let goal = null;
  const arrive = () => { room(); if (goal) document.getElementById(goal)?.scrollIntoView(); };
  document.addEventListener("click", (event) => {
    const jump = event.target.closest(".jumps a[href^='#']");
    if (!jump) return;
    goal = jump.hash.slice(1);
    setTimeout(arrive);
  });
  for (const moved of ["wheel", "touchmove", "pointerdown", "keydown"]) addEventListener(moved, () => { goal = null; }, { passive: true });
  document.addEventListener("htmx:afterSettle", arrive);
  let fromPanel = false;
  document.addEventListener("htmx:beforeRequest", (event) => { fromPanel = Boolean(event.target.closest("#panel .next")); });
  document.addEventListener("htmx:afterSettle", () => {
    if (fromPanel && document.activeElement === document.body) {
      fromPanel = false;
      const head = document.getElementById("nbt");
      if (head) head.focus({ preventScroll: true });
    }
  });
})();
