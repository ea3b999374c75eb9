// Counts what a note takes: taps, characters, seconds the page is open and seconds somebody works on it.
(() => {
  "use strict";
  const form = document.querySelector("form[data-count]");
  if (!form) return;
  const idle = 30000; // after half a minute without a hand on it, nobody is working on the note
  let last = 0;
  const add = (name, by) => {
    const field = form.querySelector(`[data-counter=${name}]`);
    if (field) field.value = Number(field.value || 0) + by;
  };
  const active = () => { last = Date.now(); };
  document.addEventListener("click", () => { active(); add("taps", 1); });
  form.addEventListener("input", (event) => {
    active();
    if (typeof event.data === "string") add("characters", event.data.length);
  });
  setInterval(() => {
    if (document.hidden) return;
    add("seconds_open", 1);
    if (last && Date.now() - last < idle) add("seconds_active", 1);
  }, 1000);
})();
