// The client's forms without a network: what is answered waits on the phone. The next page of the intake follows from
// the answers, which only the server can look at, so it comes when the network is back; until then the page says so.
(() => {
  "use strict";
  const note = () => document.getElementById("offline-note");
  document.addEventListener("palpate:waiting", (event) => {
    const { item, said } = event.detail;
    if (document.body.dataset.offline !== "portal") return;
    if (said?.name === "done") {
      for (const one of said.form.querySelectorAll("[name=done]")) one.setAttribute("aria-pressed", String(one === said));
      const line = said.form.querySelector("[role=status]");
      if (line) line.textContent = "Kept on this phone. It is sent when the network is back.";
    } else if (!/[?&]keep=1/.test(item.path) && note()) {
      note().hidden = false;
      note().scrollIntoView({ block: "center" });
    }
  });
  document.addEventListener("palpate:state", (event) => { if (note() && !event.detail.offline && !event.detail.waiting) note().hidden = true; });
})();
