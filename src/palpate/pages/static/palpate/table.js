// Table mode: the clock of a step with its soft chime, and a screen that stays awake. It only shows time; what was done
// is recorded when the step is ended. <svg class="ring" data-step="…" data-total="240" data-left="240"> counts down by the
// time of day, so that a reload loses nothing; <button data-pause> halts it, <button data-chime> turns the chime off.
(() => {
  "use strict";
  const clock = (seconds) => `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  const words = (seconds) => (seconds < 60 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`);

  // Where each step's clock stands is kept in this tab alone: the seconds left, and since when they run (at; null: halted).
  const NOW = "step now";
  const stored = (step) => JSON.parse(sessionStorage.getItem(`step ${step}`) || "null");
  const keep = (step, state) => sessionStorage.setItem(`step ${step}`, JSON.stringify(state));
  const left = (state) => Math.round(state.left - (state.at === null ? 0 : (Date.now() - state.at) / 1000));
  const stand = (state) => Object.assign(state, { left: left(state), at: state.at === null ? null : Date.now() });
  // A step that is left stands still, and goes on when it is come back to.
  const leave = (step) => {
    const state = stored(step);
    if (state && state.at !== null) keep(step, { ...stand(state), at: null, away: true });
  };
  const enter = (ring) => {
    const { step } = ring.dataset, total = Number(ring.dataset.total), last = sessionStorage.getItem(NOW);
    if (last && last !== step) leave(last);
    sessionStorage.setItem(NOW, step);
    const state = stored(step) || { left: Number(ring.dataset.left), total, at: Date.now(), rung: false };
    if (state.away) Object.assign(state, { at: Date.now(), away: false });
    if (state.total !== total) Object.assign(state, { left: state.left + total - state.total, total, rung: false });
    return state;
  };

  // The chime: two soft tones, made here. A browser lets a page sound only after a tap, so each tap wakes it.
  const CHIME = "palpate chime";
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  const sounds = () => !calm.matches && localStorage.getItem(CHIME) !== "off";
  let audio = null;
  const wakeAudio = () => {
    if (!sounds() || !document.querySelector("svg.ring")) return;
    audio ||= new AudioContext();
    if (audio.state === "suspended") audio.resume();
  };
  const tone = (pitch, after) => {
    const from = audio.currentTime + after, one = audio.createOscillator(), volume = audio.createGain();
    one.frequency.value = pitch;
    volume.gain.setValueAtTime(0.0001, from);
    volume.gain.exponentialRampToValueAtTime(0.12, from + 0.05);
    volume.gain.exponentialRampToValueAtTime(0.0001, from + 1.6);
    one.connect(volume).connect(audio.destination);
    one.start(from);
    one.stop(from + 1.7);
  };
  const chime = () => {
    if (!audio || !sounds()) return;
    tone(523.25, 0);
    tone(659.25, 0.35);
  };
  const showChime = () => {
    for (const button of document.querySelectorAll("[data-chime]")) {
      button.hidden = false;
      button.disabled = calm.matches;
      button.textContent = calm.matches ? "No chime: motion is reduced" : sounds() ? "Chime is on" : "Chime is off";
      button.setAttribute("aria-pressed", String(sounds()));
    }
  };

  const show = (ring, state) => {
    const rest = left(state), share = Math.max(0, Math.min(1, rest / Number(ring.dataset.total)));
    ring.querySelector(".run").setAttribute("stroke-dasharray", `${(100 * share).toFixed(1)} 100`);
    ring.querySelector("text").textContent = clock(Math.abs(rest));
    ring.querySelector(".of").textContent = rest < 0 ? "over" : `of ${words(Number(ring.dataset.total))}`;
    ring.toggleAttribute("data-over", rest <= 0);
    const button = document.querySelector("[data-pause]");
    if (button) button.textContent = state.at === null ? "Go on" : "Pause";
    if (rest % 60 === 0) ring.setAttribute("aria-label", rest < 0 ? `${words(-rest)} over` : `${words(rest)} left`);
  };
  const end = (state) => {
    state.rung = true;
    const line = document.getElementById("said");
    if (line) line.textContent = "The time of this step is over.";
    if (left(state) > -10) chime(); // one that ended long ago, behind another page, is silent
  };
  const refresh = (change = () => {}) => {
    const ring = document.querySelector("svg.ring[data-total]");
    if (!ring) return;
    const state = enter(ring);
    change(state);
    if (state.at !== null && left(state) <= 0 && !state.rung) end(state);
    keep(ring.dataset.step, state);
    show(ring, state);
  };

  // The screen stays awake as long as the page is seen; the browser lets go of it whenever it is not.
  let lock = null;
  const awake = async () => {
    if (document.visibilityState !== "visible" || (lock && !lock.released)) return;
    const word = document.getElementById("awake");
    try {
      lock = await navigator.wakeLock.request("screen");
      if (word) word.hidden = true;
    } catch { // no such thing here, a low battery, or no https
      if (word) word.hidden = false;
    }
  };

  setInterval(() => refresh(), 1000);
  const drawn = () => { refresh(); showChime(); };
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-pause]"))
      refresh((state) => Object.assign(stand(state), { at: state.at === null ? Date.now() : null }));
    if (event.target.closest("[data-chime]")) {
      localStorage.setItem(CHIME, sounds() ? "off" : "on");
      showChime();
      wakeAudio();
    }
  });
  calm.addEventListener("change", showChime);
  document.addEventListener("pointerdown", wakeAudio);
  document.addEventListener("keydown", wakeAudio);
  document.addEventListener("visibilitychange", () => { awake(); refresh(); });
  document.addEventListener("htmx:load", drawn);
  document.addEventListener("DOMContentLoaded", () => { drawn(); awake(); });
  document.addEventListener("palpate:restored", () => { drawn(); awake(); });
})();
