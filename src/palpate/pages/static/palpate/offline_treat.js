// The treatment without a network. The steps to come were fetched with the page and lie in #ahead; from them the page
// goes on while every tap waits in the queue. Minutes are not dealt out anew until the server is there again.
(() => {
  "use strict";
  const { queue } = window.palpate;
  const main = () => document.getElementById("main");
  const value = (root, name) => root.querySelector(`input[name="${name}"]`)?.value ?? "";
  const stepOf = (root) => ["technique", "structure", "side"].map((name) => value(root, name)).join(" ");
  const onTable = () => document.body.dataset.offline === "treat";

  // What lies ahead is fetched anew whenever the agenda may have changed; the last one serves until it is there.
  let timer = 0;
  const fetchAhead = async () => {
    if (!onTable() || queue.now.offline || queue.now.waiting) return;
    const answer = await fetch("ahead/", { headers: { "HX-Request": "true" } }).catch(() => null);
    if (!answer || answer.status !== 200) return;
    const box = document.getElementById("ahead") || document.body.appendChild(Object.assign(document.createElement("div"), { id: "ahead", hidden: true }));
    box.innerHTML = await answer.text();
    document.dispatchEvent(new CustomEvent("palpate:ahead"));
  };
  const soon = () => { clearTimeout(timer); timer = setTimeout(fetchAhead, 1200); };
  document.addEventListener("htmx:afterSettle", soon);
  soon();

  const dealt = () => new Set(JSON.parse(document.body.dataset.dealt || "[]"));
  const deal = (step) => { document.body.dataset.dealt = JSON.stringify([...dealt(), step]); };
  const show = (part) => {
    const copy = part.content.cloneNode(true);
    for (const id of ["thead-in", "main"]) {
      const fresh = copy.getElementById(id), old = document.getElementById(id);
      if (fresh && old) { old.replaceWith(fresh); htmx.process(fresh); }
    }
    const clock = document.querySelector("[data-pause]");
    if (clock) clock.textContent = "Pause";
    main().querySelector("h1")?.scrollIntoView({ block: "nearest" });
  };
  const onward = () => {
    const over = dealt(), parts = [...document.querySelectorAll("#ahead template[data-ahead]")];
    const next = parts.find((one) => one.dataset.ahead === "step" && !over.has(stepOf(one.content)));
    const last = parts.find((one) => one.dataset.ahead === "after");
    if (next || last) show(next || last);
  };

  const press = (button) => {
    if (!button?.matches?.("button[value]")) return;
    for (const one of button.form?.querySelectorAll(`button[name="${button.name}"]`) || []) one.setAttribute("aria-pressed", String(one === button));
  };
  // A new pressure or time goes into every form of the step, and into what is shown.
  const dose = (name, asked) => {
    const number = Number(asked), box = main();
    for (const one of box.querySelectorAll(`input[type=hidden][name="${name}"]`)) one.value = asked;
    const shown = box.querySelector(name === "pressure" ? ".presses b" : "[data-shown=minutes]");
    if (shown) shown.textContent = name === "pressure" ? asked : `${asked} min`;
    const bounds = box.querySelector(`[data-least][data-dose="${name}"]`);
    const [less, more] = box.querySelectorAll(`[data-dose="${name}"] button[name="set_${name}"]`);
    if (!less || !more || !bounds) return;
    less.value = number - 1;
    more.value = number + 1;
    less.disabled = number <= Number(bounds.dataset.least);
    more.disabled = number >= Number(bounds.dataset.most);
  };
  const instead = (technique, button) => {
    for (const one of main().querySelectorAll('input[name="technique"]')) one.value = technique;
    main().querySelector("h1").textContent = button?.firstChild?.textContent || technique;
    const small = button?.querySelector("small")?.textContent.match(/\d+/);
    if (small) dose("pressure", small[0]);
    for (const one of main().querySelectorAll('[name="set_pressure"], [name="set_minutes"]')) one.disabled = true; // its limits are not known here
    main().querySelector("details.other")?.removeAttribute("open");
  };
  const says = (word) => {
    const part = main().querySelector(`template[data-says="${word === "worse" ? "less" : word}"]`), box = main().querySelector(".if-said");
    if (!box) return;
    box.replaceChildren(...(part ? [part.content.cloneNode(true)] : []));
    htmx.process(box);
  };

  // What the server would have drawn after a tap.
  const follow = (item, said, done) => {
    if (main().querySelector(".late")) return press(said); // the lines of the late pass are drawn anew when it is sent
    const given = Object.fromEntries(item.fields), act = item.path.match(/treat\/(\w+)\//)?.[1];
    if (act === "begin") return onward();
    if (act === "skip" || "next" in given) { deal(done); return onward(); }
    if (act === "swap") { deal(done); return instead(given.instead, said); }
    press(said);
    if (given.set_pressure) dose("pressure", given.set_pressure);
    if (given.set_minutes) dose("minutes", given.set_minutes);
    if (given.response) says(given.response);
  };
  document.addEventListener("palpate:waiting", (event) => {
    if (!onTable()) return;
    const { item, said } = event.detail, box = main(), head = document.getElementById("thead-in");
    const before = [box.outerHTML, head?.outerHTML, document.body.dataset.dealt || "[]"];
    follow(item, said, stepOf(box));
    const line = main().querySelector(".undo") || main().querySelector(".onward");
    const place = main().querySelector(".undo-waits") || document.createElement("div");
    place.className = "undo-waits";
    if (!place.isConnected) line.before(place);
    line.matches(".undo") && (line.hidden = true);
    window.palpate.offerUndo(place, `Waiting: ${item.what}`, item.seq, () => {
      document.getElementById("main").outerHTML = before[0];
      if (head) document.getElementById("thead-in").outerHTML = before[1];
      document.body.dataset.dealt = before[2];
      for (const id of ["main", "thead-in"]) htmx.process(document.getElementById(id));
    });
  });

  // Links between the steps: without a network the one to what comes after is followed here, the others wait.
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".tmain a[href*='?at='], .tmain a[href*='?step=']");
    if (!link || !onTable() || !queue.now.offline) return;
    event.preventDefault();
    const after = document.querySelector('#ahead template[data-ahead="after"]');
    if (/at=after/.test(link.href) && after) show(after);
    else if (/at=step/.test(link.href)) onward();
    else document.getElementById("said").textContent = "Earlier steps can be looked at when the network is back.";
  });
})();
