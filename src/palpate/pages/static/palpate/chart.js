// The body chart: a press on the figure is a point, a drag a line; each is sent by the form that the figure names,
// one after the other, with what was chosen at that moment. Also: a mark that is pressed opens its line, and the
// slider of visits. Without this, places are chosen from a list.
(() => {
  "use strict";
  const NEAR = 8, FINE = 1.2; // pixels that a press may slip; units between two points of a line
  const WAIT = 20000; // milliseconds until the next mark is sent whatever became of the one before
  const NS = "http://www.w3.org/2000/svg";
  let now = null; // what the finger, pen or mouse is drawing

  const byHand = () => document.getElementById("by-hand")?.checked;
  const place = (svg, event) => {
    const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return [Number(at.x.toFixed(1)), Number(at.y.toFixed(1))];
  };
  const shape = (name, fields, into) => {
    const node = document.createElementNS(NS, name);
    for (const [key, value] of Object.entries(fields)) node.setAttribute(key, value);
    into.append(node);
    return node;
  };
  const scale = (svg) => Math.max(0.34, svg.viewBox.baseVal.width / 400);
  const path = (points) => "M" + points.map((one) => one.join(" ")).join("L");

  document.addEventListener("pointerdown", (event) => {
    const svg = event.target.closest?.("svg[data-chart]");
    if (!svg || event.button || now) return;
    const free = byHand() || event.pointerType !== "touch"; // a finger scrolls, unless lines are drawn
    now = { svg, id: event.pointerId, target: event.target, from: [event.clientX, event.clientY], points: [place(svg, event)], free };
    if (free) svg.setPointerCapture(event.pointerId);
    if (byHand()) event.preventDefault();
  });
  document.addEventListener("pointermove", (event) => {
    if (!now || event.pointerId !== now.id) return;
    const far = Math.hypot(event.clientX - now.from[0], event.clientY - now.from[1]);
    if (far > NEAR) now.slipped = true;
    if (!now.slipped || !now.free) return;
    for (const one of event.getCoalescedEvents?.() || [event]) {
      const at = place(now.svg, one), last = now.points.at(-1);
      if (Math.hypot(at[0] - last[0], at[1] - last[1]) >= FINE) now.points.push(at);
    }
    now.line ||= shape("path", { class: "drawing-line", "stroke-width": 7 * scale(now.svg) }, now.svg);
    now.line.setAttribute("d", path(now.points));
  });
  document.addEventListener("pointercancel", (event) => {
    if (now && event.pointerId === now.id) { now.line?.remove(); now = null; }
  });
  document.addEventListener("pointerup", (event) => {
    if (!now || event.pointerId !== now.id) return;
    const { svg, points, line, slipped, target } = now;
    now = null;
    if (line && points.length > 1) return send(svg, points, line);
    line?.remove();
    if (slipped) return;
    const mark = target.closest("[data-mark]");
    if (mark) return open(mark.dataset.mark);
    if (target === svg) return help(svg); // beside the body
    const spot = shape("circle", { class: "drawing-spot", cx: points[0][0], cy: points[0][1], r: 13 * scale(svg) }, svg);
    send(svg, points, spot);
  });

  const help = (svg) => {
    const said = svg.closest("#chart, #marks")?.querySelector(".chart-help");
    if (!said) return;
    said.hidden = true;
    requestAnimationFrame(() => { said.hidden = false; }); // told anew each time
  };
  const open = (key) => {
    const line = document.getElementById(`m-${key}`);
    if (!line) return;
    const details = line.querySelector("details");
    if (details) details.open = true;
    line.scrollIntoView({ block: "nearest" });
    line.querySelector("summary, select, button")?.focus({ preventScroll: true });
  };

  // One at a time, each with what was chosen when it was drawn: no mark waits with the words of another.
  let row = Promise.resolve();
  const send = (svg, points, drawn) => {
    const form = document.getElementById(svg.dataset.chart);
    if (!form) return;
    const values = Object.fromEntries([...new FormData(form)].filter(([name]) => name !== "row_id"));
    Object.assign(values, JSON.parse(form.dataset.chartValues || "{}"), {
      point: [svg.dataset.view, ...points[0]].join(","), place: "",
      stroke: points.length > 1 ? points.map((one) => one.join(",")).join(" ") : "",
    });
    const target = form.dataset.chartTarget;
    row = row.then(() => Promise.race([
      htmx.ajax("POST", form.getAttribute("action") || "?", { source: form, target, swap: "outerHTML", values }).catch(() => {}),
      new Promise((go) => form.addEventListener("palpate:waiting", go, { once: true })),
      new Promise((go) => setTimeout(go, WAIT)),
    ])).then(() => { if (!document.body.hasAttribute("data-is-offline")) drawn.remove(); });
  };
  // What the server says of a press beside the body is shown too.
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status === 422 && event.detail.target.id === "chart") event.detail.shouldSwap = true;
  });

  // What a client says of a place shows at once on the figure, in the sign that the key gives it.
  document.addEventListener("change", (event) => {
    const [, what, key] = event.target.name?.match(/^(quality|intensity)-(.+)$/) || [];
    if (!key) return;
    const { value } = event.target;
    for (const node of document.querySelectorAll(`[data-mark="${CSS.escape(key)}"], [data-badge="${CSS.escape(key)}"]`)) {
      if (what === "quality") {
        node.setAttribute("class", node.getAttribute("class").replace(/q-\w+/, `q-${value || "pain"}`));
        node.querySelector(".glyph")?.remove();
        const glyph = document.querySelector(`[data-badge="${CSS.escape(value)}"] .glyph`);
        if (glyph) node.querySelector(".disc").after(glyph.cloneNode());
      } else if (node.dataset.mark) {
        const text = node.querySelector("text") || shape("text", { x: 15, y: 22 }, node.querySelector(".disc").parentNode);
        text.textContent = value;
      }
    }
  });

  // The slider of visits: each mark knows from which visit to which it stood.
  const slide = (field) => {
    const room = field.closest(".course"), at = Number(field.value);
    for (const one of room.querySelectorAll("[data-from]"))
      one.classList.toggle("off", at < Number(one.dataset.from) || at > Number(one.dataset.to));
    const name = field.list?.options[at]?.label || "";
    field.setAttribute("aria-valuetext", name);
    room.querySelectorAll("[data-visit-name]").forEach((one) => { one.textContent = name; });
    const none = room.querySelector(".none-marked");
    if (none) none.hidden = [...room.querySelectorAll("li[data-from]")].some((one) => !one.classList.contains("off"));
  };
  document.addEventListener("input", (event) => { if (event.target.matches(".course input[type=range]")) slide(event.target); });
  document.querySelectorAll(".course input[type=range]").forEach(slide);
})();
