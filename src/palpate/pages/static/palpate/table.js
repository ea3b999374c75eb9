// The clock of table mode: <svg class="ring" data-step="…" data-total="240" data-left="240"> counts down once a second,
// <button data-pause> halts it. It only shows time; what was done is recorded when the step is ended.
// Where it stood is kept in this tab alone, so that a reload does not begin the step again.
(() => {
  "use strict";
  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const words = (seconds) => (seconds < 60 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`);
  const read = (ring) => {
    const kept = sessionStorage.getItem(`step ${ring.dataset.step}`);
    return kept ? JSON.parse(kept) : { left: Number(ring.dataset.left), halted: false };
  };
  const keep = (ring, state) => sessionStorage.setItem(`step ${ring.dataset.step}`, JSON.stringify(state));

  const show = (ring, state) => {
    const total = Number(ring.dataset.total);
    const share = Math.max(0, Math.min(1, state.left / total));
    ring.querySelector(".run").setAttribute("stroke-dasharray", `${(100 * share).toFixed(1)} 100`);
    ring.querySelector("text").textContent = clock(Math.abs(state.left));
    ring.querySelector(".of").textContent = state.left < 0 ? "over" : `of ${words(total)}`;
    const button = document.querySelector("[data-pause]");
    if (button) button.textContent = state.halted ? "Go on" : "Pause";
  };

  const tell = (ring, state) => {
    ring.setAttribute("aria-label", state.left < 0 ? `${words(-state.left)} over` : `${words(state.left)} left`);
    const line = document.getElementById("said");
    if (line && state.left === 0) line.textContent = "The time of this step is over.";
  };

  const ring = () => document.querySelector("svg.ring[data-total]");
  const refresh = (change) => {
    const here = ring();
    if (!here) return;
    const state = read(here);
    change(state);
    keep(here, state);
    show(here, state);
    if (state.left % 60 === 0) tell(here, state);
  };

  setInterval(() => refresh((state) => { if (!state.halted) state.left -= 1; }), 1000);
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-pause]")) refresh((state) => { state.halted = !state.halted; });
  });
  document.addEventListener("htmx:load", () => refresh(() => {}));
  document.addEventListener("DOMContentLoaded", () => refresh(() => {}));
})();
