// This device as an inclinometer. It feels how it is tilted against gravity, so it measures what goes up or down and not
// what turns on the spot. Where no sensor answers it says so, and the dial and the keys are there.
(() => {
  "use strict";
  const palpate = (window.palpate ||= {});
  const WAIT = 1500; // milliseconds without a reading after which there is no sensor to be had
  let up = null, zero = null, timer = 0, on = false, place = null, give = () => {}, bounds = () => [0, 200], state = "ask", held = null;

  // The direction of "up" as the device sees it, from the angles of the browser (its order of turning is Z, X, Y).
  const upward = ({ beta, gamma }) => {
    const b = (beta * Math.PI) / 180, g = (gamma * Math.PI) / 180;
    return [-Math.cos(b) * Math.sin(g), Math.sin(b), Math.cos(b) * Math.cos(g)];
  };
  const between = (one, two) => {
    const across = [one[1] * two[2] - one[2] * two[1], one[2] * two[0] - one[0] * two[2], one[0] * two[1] - one[1] * two[0]];
    const along = one[0] * two[0] + one[1] * two[1] + one[2] * two[2];
    return (Math.atan2(Math.hypot(...across), along) * 180) / Math.PI;
  };
  const hear = (event) => {
    if (event.beta === null || event.gamma === null) return;
    clearTimeout(timer);
    up = upward(event);
    if (state === "wait") state = "zero";
    paint();
  };
  const none = () => { if (!up) { listen(false); state = "none"; paint(); } };
  const listen = (wanted) => {
    if (on === wanted) return;
    on = wanted;
    window[wanted ? "addEventListener" : "removeEventListener"]("deviceorientation", hear);
  };
  const begin = async () => {
    if (!("DeviceOrientationEvent" in window) || !window.isSecureContext) { state = "none"; paint(); return; }
    state = "wait";
    paint();
    try {
      const leave = DeviceOrientationEvent.requestPermission ? await DeviceOrientationEvent.requestPermission() : "granted";
      if (leave !== "granted") { state = "refused"; paint(); return; }
    } catch { state = "refused"; paint(); return; }
    up = null;
    listen(true);
    timer = setTimeout(none, WAIT);
  };
  const reading = () => {
    const [low, high] = bounds(), angle = Math.round(between(zero, up));
    return Math.min(high, Math.max(low, angle));
  };
  const SAID = {
    ask: ["Lay the device along the limb. It measures how far it tilts up or down, not how far it turns on the spot.", "Use this device"],
    wait: ["Waiting for the sensor …", ""],
    none: ["No sensor answers on this device. Use the dial or the keys.", "Try again"],
    refused: ["The browser was not given leave to read the sensor. Allow motion and orientation in its settings, or use the dial or the keys.", "Try again"],
    zero: ["Hold it where the motion begins.", "Set zero"],
    move: ["Move to the end, hold still.", "Hold"],
    held: ["Held. Keep it below, or measure again.", "Measure again"],
  };
  const act = () => {
    if (state === "ask" || state === "none" || state === "refused") return begin();
    if (state === "zero" || state === "held") { zero = up; held = null; state = state === "held" ? "zero" : "move"; if (state === "zero") zero = null; }
    else if (state === "move") { held = reading(); state = "held"; give(held); }
    paint();
  };
  let words, live, go;
  const paint = () => {
    if (!place) return;
    if (!words) {
      words = Object.assign(document.createElement("p"), { className: "small" });
      live = Object.assign(document.createElement("p"), { className: "live" });
      go = Object.assign(document.createElement("button"), { type: "button", className: "btn" });
      words.setAttribute("role", "status");
      go.addEventListener("click", act);
    }
    if (words.parentElement !== place) place.replaceChildren(words, live, go);
    const [said, label] = SAID[state];
    if (words.textContent !== said) words.textContent = said;
    live.textContent = state === "move" ? `${reading()}°` : state === "held" ? `${held}°` : "";
    go.textContent = label;
    go.hidden = !label;
    go.dataset.state = state;
  };
  palpate.inclinometer = {
    // Draws into a place; what was held is given on. For each number it begins anew, the leave once given stays.
    show: (node, giveOn, within) => { place = node; give = giveOn; bounds = within; zero = held = null; if (on) state = up ? "zero" : "wait"; paint(); },
    rest: () => { listen(false); clearTimeout(timer); up = zero = held = null; state = "ask"; },
  };
})();
