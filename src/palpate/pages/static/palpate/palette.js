// The search of the header is the way to everything: Ctrl or Cmd with K (or "/") goes to it, arrows choose, Enter
// opens. What may be chosen comes from the server; without this script the form leads to the same as a page.
// Single keys move about ("?" lists them), unless they were switched off on this device.
(() => {
  "use strict";
  const box = () => document.querySelector("[data-find]");
  const list = () => document.getElementById("found");
  const options = () => [...(list()?.querySelectorAll("[role=option]") || [])];
  const chosen = () => options().find((one) => one.getAttribute("aria-selected") === "true");
  const typing = (node) => node.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]");

  const choose = (option) => {
    for (const one of options()) one.setAttribute("aria-selected", String(one === option));
    if (option) { box().setAttribute("aria-activedescendant", option.id); option.scrollIntoView({ block: "nearest" }); }
    else box().removeAttribute("aria-activedescendant");
  };
  const shut = () => { list().replaceChildren(); told(); };
  const told = () => {
    const field = box();
    if (!field) return;
    field.setAttribute("aria-expanded", String(options().length > 0));
    field.removeAttribute("aria-activedescendant");
  };
  const open = () => { const field = box(); if (field) { field.focus(); field.select(); } };
  const fresh = () => list().querySelector("[data-query]")?.dataset.query === box().value.trim();

  const ready = () => {
    const field = box();
    if (!field || field.getAttribute("role") === "combobox") return;
    field.setAttribute("role", "combobox");
    for (const [name, value] of [["autocomplete", "list"], ["controls", "found"], ["expanded", "false"], ["haspopup", "listbox"]])
      field.setAttribute(`aria-${name}`, value);
  };
  ready();
  document.addEventListener("palpate:restored", ready);

  // An empty field that is gone to shows what can be done here.
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-find]") && !options().length) htmx.trigger(event.target, "palette");
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target.id !== "found") return;
    told();
    const line = document.getElementById("said"), number = options().length;
    if (line && box().value.trim()) line.textContent = number === 1 ? "1 found" : `${number} found`;
  });
  document.addEventListener("keydown", (event) => {
    if (!event.target.matches("[data-find]")) return;
    const all = options(), at = all.indexOf(chosen());
    const to = { ArrowDown: at + 1, ArrowUp: at < 0 ? all.length - 1 : at - 1 }[event.key];
    if (to !== undefined && all.length) { choose(all[to]); event.preventDefault(); }
    else if (event.key === "Escape" && all.length) { shut(); event.preventDefault(); }
    else if (event.key === "Enter" && (chosen() || (fresh() && box().value.trim() && all[0]))) {
      event.preventDefault();
      (chosen() || all[0]).click();
    }
  });

  // Rows of the page: j and k go from one to the next; Enter opens, as on any link.
  const rows = () => [...document.querySelectorAll("#main :is(.visits, .clients, .list, .asks) > li")]
    .map((row) => row.querySelector("h3 a, a[href], input, button")).filter((one) => one?.offsetParent);
  const step = (by) => {
    const all = rows(), at = all.findIndex((one) => one.closest("li").contains(document.activeElement));
    const next = all[at < 0 ? (by > 0 ? 0 : all.length - 1) : at + by];
    if (next) { next.focus(); next.scrollIntoView({ block: "nearest" }); }
  };
  const act = () => (document.activeElement.closest("li") || document.querySelector(".visits .now"))?.querySelector(".acts .btn")?.click();
  const beside = (by) => {
    const tabs = [...document.querySelectorAll(".tabs a, .daynav > a")];
    const here = tabs.findIndex((one) => one.getAttribute("aria-current"));
    const next = here < 0 ? tabs.at(by > 0 ? -1 : 0) : tabs[here + by];
    if (next) location.assign(next.href);
  };
  const to = (path) => () => location.assign(path);
  const KEYS = [
    ["/", "Find or do anything (Ctrl+K too)", open],
    ["j", "Next row", () => step(1)],
    ["k", "Row before", () => step(-1)],
    ["a", "What the row has to be done: its button", act],
    ["]", "Next step of the visit, or the day after", () => beside(1)],
    ["[", "Step before, or the day before", () => beside(-1)],
    ["n", "New client", to("/clients/new/")],
    ["g t", "Today", to("/")],
    ["g c", "Clients", to("/clients/")],
    ["g k", "Knowledge", to("/knowledge/")],
    ["?", "These keys", () => help()],
  ];
  const ALWAYS = [["Enter", "Open"], ["Ctrl+Z", "Undo what the page offers to undo"], ["Ctrl+Shift+L", "Lock the screen"], ["Esc", "Put away"]];
  const OFF = "palpate keys off";

  const make = (name, more = {}, ...inside) => { const node = Object.assign(document.createElement(name), more); node.append(...inside); return node; };
  const help = () => {
    let sheet = document.getElementById("keys");
    if (!sheet) {
      const rows = [...KEYS.map(([key, words]) => [key, words]), ...ALWAYS].map(([key, words]) =>
        make("div", {}, make("dt", {}, ...key.split(" ").map((one) => make("kbd", { textContent: one }))), make("dd", { textContent: words })));
      const single = make("input", { type: "checkbox", checked: !localStorage.getItem(OFF) });
      single.addEventListener("change", () => single.checked ? localStorage.removeItem(OFF) : localStorage.setItem(OFF, "1"));
      sheet = make("dialog", { id: "keys", className: "keysheet" },
        make("h2", { id: "keys-head", textContent: "Keys" }), make("dl", {}, ...rows),
        make("label", { className: "pick" }, single, make("span", { textContent: "Single keys work on this device" })),
        make("form", { method: "dialog" }, make("button", { className: "btn main", textContent: "Close", autofocus: true })));
      sheet.setAttribute("aria-labelledby", "keys-head");
      document.body.append(sheet);
    }
    sheet.showModal();
  };

  let before = "";
  document.addEventListener("keydown", (event) => {
    if (document.querySelector("dialog[open]") || !box()) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); open(); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || typing(event.target)) return;
    const held = before ? `${before} ${event.key}` : event.key;
    before = event.key === "g" && !before ? "g" : "";
    if (localStorage.getItem(OFF) && event.key !== "?") return;
    const found = KEYS.find(([key]) => key === held);
    if (found) { event.preventDefault(); found[2](); }
  });
  document.addEventListener("click", (event) => { if (event.target.closest("[data-keys]")) { event.preventDefault(); shut(); help(); } });
})();
