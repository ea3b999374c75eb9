// The assessment without a network: an answer stays as it was tapped and says that it waits; what follows from it is
// worked out by the server and says that it is not up to date.
(() => {
  "use strict";
  const stale = (off) => {
    const panel = document.getElementById("panel");
    let note = document.getElementById("stale");
    if (!off) { note?.remove(); return; }
    if (!panel || note) return;
    note = Object.assign(document.createElement("p"), { id: "stale", className: "told warning" });
    note.textContent = "Not up to date while offline. Your answers are kept and will count.";
    panel.prepend(note);
  };
  document.addEventListener("palpate:state", (event) => stale(event.detail.offline || event.detail.waiting + event.detail.refused > 0));

  // Groups that were not looked at yet are fetched while there is a network, one after the other.
  const rest = () => {
    const section = document.querySelector("section[hx-trigger=revealed]");
    if (!section || document.body.dataset.offline !== "assess" || window.palpate.queue.now.offline) return;
    htmx.trigger(section, "revealed");
    setTimeout(rest, 600);
  };
  setTimeout(rest, 1500);

  // A field's own "as it came" is what it goes back to.
  const held = (fields) => {
    const before = fields.map((one) => [one, one.defaultChecked, one.defaultValue]);
    for (const one of fields) { if (one.type === "radio") one.defaultChecked = one.checked; else one.defaultValue = one.value; }
    return () => before.forEach(([one, checked, value]) => {
      if (one.type === "radio") one.checked = one.defaultChecked = checked;
      else one.value = one.defaultValue = value;
    });
  };
  const marked = (box) => {
    const sign = Object.assign(document.createElement("small"), { className: "waits", textContent: "waiting" });
    (box.querySelector("div, header") || box).append(sign);
    return () => sign.remove();
  };
  const drawn = (point) => {
    const [view, x, y] = point.split(","), figure = document.querySelector(`svg[data-view="${CSS.escape(view)}"]`);
    if (!figure) return () => {};
    const dot = document.createElementNS("http://www.w3.org/2000/svg", "circle");
    for (const [name, value] of Object.entries({ cx: x, cy: y, r: 15, class: "waits" })) dot.setAttribute(name, value);
    figure.append(dot);
    return () => dot.remove();
  };
  document.addEventListener("palpate:waiting", (event) => {
    const { item, said } = event.detail, box = document.getElementById("undo");
    if (!box || document.body.dataset.offline !== "assess") return;
    const row = event.target.closest("li[id^='r-'], form, section") || event.target;
    const point = item.fields.find(([name]) => name === "point");
    const ways = [marked(said?.closest?.("li[id^='r-']") || row)];
    if (event.target.matches("li[id^='r-'], .next")) ways.push(held([...event.target.querySelectorAll("input:not([type=hidden])")]));
    if (point) ways.push(drawn(point[1]));
    box.classList.add("undo-waits");
    window.palpate.offerUndo(box, `Waiting: ${item.what}`, item.seq, () => ways.forEach((back) => back()));
  });
})();
