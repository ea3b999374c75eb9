// Degrees at the table: a press on a number opens a sheet with a dial, large keys, and this device as an inclinometer.
// The field of the page stays the one place of the value: the sheet fills it, and "Keep" sends it as if it was typed.
// Closing the sheet keeps what was set; only "Leave it" does not. Without this, numbers are typed.
(() => {
  "use strict";
  const palpate = (window.palpate ||= {});
  const SVG = "http://www.w3.org/2000/svg", SWEEP = 250, START = 145; // the arc of the dial in degrees of the screen, clockwise
  const R = 84, STEP = 5;
  const style = Object.assign(document.createElement("link"), { rel: "stylesheet", href: document.currentScript.dataset.style });
  document.head.append(style);
  let now = null; // { id, before, phone } of the number that is being set

  const make = (tag, attributes = {}, ...inside) => {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    node.append(...inside);
    return node;
  };
  const draw = (tag, attributes) => {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  };
  const button = (words, more = {}) => make("button", { type: "button", ...more }, words);

  const title = make("h2", { id: "deg-h" }), beside = make("p", { class: "small beside" }), errs = make("p", { class: "small soft" });
  const arc = draw("svg", { viewBox: "-104 -104 208 172", class: "dial", role: "slider", tabindex: "0", "aria-labelledby": "deg-h" });
  const shown = make("output", { "aria-live": "off" });
  const keep = button("Keep", { class: "btn main" }), next = button("", { class: "btn" }), leave = button("Leave it", { class: "btn bare" });
  const keys = make("div", { class: "keys", role: "group", "aria-label": "Keys" });
  for (const key of ["7", "8", "9", "4", "5", "6", "1", "2", "3", "±", "0", "⌫"])
    keys.append(button(key, { class: "btn", "data-key": key, ...(key === "±" ? { "aria-label": "Below zero" } : key === "⌫" ? { "aria-label": "Take the last figure away" } : {}) }));
  const less = button("−1", { class: "btn", "aria-label": "1 less" }), more = button("+1", { class: "btn", "aria-label": "1 more" });
  const device = make("div", { class: "device" });
  const ways = make("div", { class: "ways", role: "group", "aria-label": "How to set it" });
  for (const [way, words] of [["dial", "Dial"], ["keys", "Keys"], ["device", "This device"]]) ways.append(button(words, { class: "btn", "data-way": way }));
  const sheet = make("section", { class: "degrees", id: "degrees", role: "dialog", "aria-labelledby": "deg-h", hidden: "", "data-way": "dial" },
    make("div", { class: "head" }, make("div", {}, title, beside), make("p", { class: "value" }, less, shown, more)),
    ways, make("div", { class: "panes" }, make("div", { class: "pane-dial" }, arc), keys, device), errs,
    make("p", { class: "row" }, keep, next, leave));

  const field = () => now && document.getElementById(now.id);
  const box = (input) => input.closest("[data-unit]");
  const bounds = (input) => [input.min === "" ? 0 : Number(input.min), input.max === "" ? 200 : Number(input.max)];
  const sign = (input) => (box(input).dataset.unit === "degrees" ? "°" : ` ${box(input).dataset.unit}`);
  const value = (input) => (input.value.trim() === "" || Number.isNaN(Number(input.value)) ? null : Number(input.value));
  const within = (number, input) => { const [low, high] = bounds(input); return Math.min(high, Math.max(low, number)); };
  const other = (input) => [...box(input).querySelectorAll("input[data-side]")].find((one) => one !== input);

  // Where a number lies on the arc, as an angle of the screen in radians, and back.
  const angle = (number, input) => { const [low, high] = bounds(input); return ((START + (SWEEP * (number - low)) / (high - low)) * Math.PI) / 180; };
  const spot = (number, input, r) => { const a = angle(number, input); return [r * Math.cos(a), r * Math.sin(a)].map((one) => one.toFixed(1)).join(" "); };
  const path = (from, to, input) => `M${spot(from, input, R)}A${R} ${R} 0 ${angle(to, input) - angle(from, input) > Math.PI ? 1 : 0} 1 ${spot(to, input, R)}`;
  const at = (event, input) => {
    const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(arc.getScreenCTM().inverse());
    let turn = ((Math.atan2(point.y, point.x) * 180) / Math.PI - START + 720) % 360;
    if (turn > SWEEP) turn = turn - SWEEP < 360 - turn ? SWEEP : 0;
    const [low, high] = bounds(input), number = low + ((high - low) * turn) / SWEEP;
    return within(Math.round(number / STEP) * STEP, input);
  };

  const paint = () => {
    const input = field();
    if (!input) return;
    const [low, high] = bounds(input), number = value(input), twin = other(input), usual = input.dataset.start;
    const side = input.dataset.side;
    title.textContent = [box(input).dataset.name, side].filter(Boolean).join(", ");
    shown.textContent = number === null ? "–" : `${input.value}${sign(input)}`;
    const said = [twin && value(twin) !== null ? `${twin.dataset.side} ${twin.value}${sign(input)}` : "", usual ? `usual ${usual}${sign(input)}` : "", input.dataset.last ? `last time ${input.dataset.last}` : ""];
    const wrong = number !== null && (number < low || number > high);
    beside.classList.toggle("stop", wrong);
    beside.textContent = wrong ? `Possible is ${low} to ${high}${sign(input)}` : said.filter(Boolean).join(" · ") || "Nothing to hold it against yet";
    arc.replaceChildren(draw("path", { d: path(low, high, input), class: "way" }));
    if (number !== null) arc.append(draw("path", { d: path(low, Math.max(low + 0.01, within(number, input)), input), class: "run" }));
    const every = high - low > 120 ? 30 : high - low > 60 ? 20 : 10;
    for (let mark = Math.ceil(low / every) * every; mark <= high; mark += every) {
      const [x, y] = spot(mark, input, R - 22).split(" "), text = draw("text", { x, y: Number(y) + 4 });
      text.textContent = mark;
      arc.append(text);
    }
    const tick = (where, kind) => arc.append(draw("path", { d: `M${spot(where, input, R - 9)}L${spot(where, input, R + 11)}`, class: kind }));
    if (usual) tick(within(Number(usual), input), "usual");
    if (twin && value(twin) !== null) tick(within(value(twin), input), "twin");
    if (number !== null) { const [cx, cy] = spot(within(number, input), input, R).split(" "); arc.append(draw("circle", { cx, cy, r: 11, class: "knob" })); }
    for (const [name, what] of [["valuemin", low], ["valuemax", high], ["valuenow", number ?? Number(usual || low)], ["valuetext", number === null ? "not set" : `${number} ${box(input).dataset.unit}`]])
      arc.setAttribute(`aria-${name}`, what);
    keys.querySelector("[data-key='±']").disabled = low >= 0;
    const follow = after(input);
    next.hidden = !follow;
    if (follow) next.textContent = box(follow) === box(input) ? `Keep, then ${follow.dataset.side}` : `Keep, then ${box(follow).dataset.name}${follow.dataset.side ? `, ${follow.dataset.side}` : ""}`;
  };

  // The next number without an answer: the other side, then the lines below.
  const after = (input) => {
    const all = [...(input.closest("ul") || box(input)).querySelectorAll(".step:not(.free) > input")];
    return all.slice(all.indexOf(input) + 1).find((one) => one.value === "") || [other(input)].find((one) => one && one.value === "" && !one.closest(".free"));
  };
  const set = (number, how = "hand") => {
    const input = field();
    if (!input) return;
    input.value = number === null ? "" : String(number);
    now.phone = how === "phone";
    now.typing = how === "keys";
    paint();
  };
  const send = (input, phone) => {
    if (input.value === input.defaultValue) return;
    const old = input.parentElement.querySelector("input[type=hidden]");
    old?.remove();
    if (phone) input.after(make("input", { type: "hidden", name: `by:${input.name}`, value: "phone" }));
    input.defaultValue = input.value;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const done = (kept) => {
    const input = field();
    if (!now) return;
    if (input && !kept) input.value = now.before;
    if (input && kept) send(input, now.phone);
    input?.parentElement.classList.remove("set");
    now = null;
  };
  const shut = (kept, away = false) => {
    const id = now?.id;
    done(kept);
    sheet.hidden = true;
    palpate.inclinometer?.rest();
    if (!away) document.getElementById(id)?.focus({ preventScroll: true });
  };
  const open = (input) => {
    if (now?.id === input.id) return;
    if (!style.sheet) { style.addEventListener("load", () => open(input), { once: true }); return; }
    done(true);
    now = { id: input.id, before: input.defaultValue, phone: false };
    if (!sheet.isConnected) document.body.append(sheet);
    input.parentElement.classList.add("set");
    const words = box(input).querySelector(".errs");
    errs.replaceChildren(...(words ? [...words.cloneNode(true).childNodes] : []));
    sheet.hidden = false;
    const degrees = box(input).dataset.unit === "degrees";
    ways.querySelector("[data-way=device]").hidden = device.hidden = !degrees;
    choose(degrees || sheet.dataset.way !== "device" ? sheet.dataset.way : "dial");
    paint();
    const top = sheet.getBoundingClientRect().top;
    if (input.getBoundingClientRect().bottom > top - 8) window.scrollBy({ top: input.getBoundingClientRect().bottom - top + 16 });
    arc.focus({ preventScroll: true });
  };
  const choose = (way) => {
    sheet.dataset.way = way;
    for (const one of ways.children) one.setAttribute("aria-pressed", String(one.dataset.way === way));
    palpate.inclinometer?.show(device, (degrees) => set(degrees, "phone"), () => bounds(field()));
  };

  document.addEventListener("click", (event) => {
    const input = event.target.closest(".step > input[type=number]");
    if (input && !input.disabled && !input.closest("fieldset[disabled]") && box(input)) open(input);
  });
  // A finger on a number wants the sheet and no keyboard over half of the page; keys of a keyboard still write into it.
  const quiet = (root) => { for (const one of root.querySelectorAll("[data-unit] .step > input")) one.inputMode = "none"; };
  quiet(document);
  document.addEventListener("htmx:afterSettle", () => { quiet(document); if (now && !sheet.hidden) { field()?.parentElement.classList.add("set"); paint(); } });
  document.addEventListener("input", (event) => { if (now && event.target.id === now.id) paint(); });

  ways.addEventListener("click", (event) => { const way = event.target.dataset.way; if (way) choose(way); });
  let holding = false;
  arc.addEventListener("pointerdown", (event) => { holding = true; arc.setPointerCapture(event.pointerId); event.preventDefault(); arc.focus(); set(at(event, field())); });
  arc.addEventListener("pointermove", (event) => { if (holding) set(at(event, field())); });
  for (const end of ["pointerup", "pointercancel"]) arc.addEventListener(end, () => { holding = false; });
  const by = (step) => {
    const input = field(), [low] = bounds(input), from = value(input) ?? Number(input.dataset.start || Math.max(0, low));
    const to = Math.abs(step) === STEP ? (step > 0 ? Math.floor(from / STEP) : Math.ceil(from / STEP)) * STEP + step : from + step;
    set(within(to, input));
  };
  arc.addEventListener("keydown", (event) => {
    const way = { ArrowUp: 1, ArrowRight: 1, ArrowDown: -1, ArrowLeft: -1 }[event.key];
    if (way) { by(event.shiftKey ? way : way * STEP); event.preventDefault(); }
    else if (event.key === "Home" || event.key === "End") { set(bounds(field())[event.key === "Home" ? 0 : 1]); event.preventDefault(); }
  });
  less.addEventListener("click", () => by(-1));
  more.addEventListener("click", () => by(1));
  const press = (key) => {
    const input = field(), text = now.typing ? input.value : "";
    if (key === "⌫") set(input.value.slice(0, -1).replace(/^-$/, "") || null, "keys");
    else if (key === "±") set(input.value.startsWith("-") ? input.value.slice(1) : input.value ? `-${input.value}` : null, "keys");
    else if (text.replace("-", "").length < 3) set(`${text === "0" ? "" : text}${key}`, "keys");
  };
  keys.addEventListener("click", (event) => { const key = event.target.dataset.key; if (key) press(key); });
  sheet.addEventListener("keydown", (event) => {
    if (event.key === "Escape") shut(false);
    else if (event.key === "Enter" && !event.target.closest("button, a, summary")) shut(true);
    else if (/^\d$/.test(event.key)) press(event.key);
    else if (event.key === "Backspace") press("⌫");
    else if (event.key === "-") press("±");
    else return;
    event.preventDefault();
  });
  keep.addEventListener("click", () => shut(true));
  leave.addEventListener("click", () => shut(false));
  next.addEventListener("click", () => { const follow = after(field()); done(true); if (follow) open(document.getElementById(follow.id)); });
  // Whoever presses elsewhere on the page, or puts the device away, keeps what was set.
  document.addEventListener("pointerdown", (event) => { if (now && !event.composedPath().includes(sheet) && !event.target.closest(".step > input")) shut(true, true); });
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden" && now) shut(true, true); });
})();
