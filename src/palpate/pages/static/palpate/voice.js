// A note by voice into one field: <button data-speak hidden> in the form of an <input name="note">. It is offered where the
// browser understands speech on the device itself. Other browsers send the sound to a server of their maker: there it stays
// hidden, unless whoever runs the clinic has switched that on (data-voice="browser"). The keyboard's own dictation always works.
(() => {
  "use strict";
  const Recognition = window.SpeechRecognition || window.webkitSpeechRecognition;
  if (!Recognition) return;
  const lang = navigator.language || "en";
  const onDevice = async () => {
    if (!Recognition.available) return false;
    return (await Recognition.available({ langs: [lang], processLocally: true }).catch(() => "")) === "available";
  };
  let local = false, running = null;
  const may = () => local || document.body.dataset.voice === "browser";
  const show = () => {
    if (!may()) return;
    for (const button of document.querySelectorAll("[data-speak][hidden]")) {
      button.hidden = false;
      if (!local) button.title = "Your browser sends the sound to its maker";
      if (!local) button.append(Object.assign(document.createElement("small"), { textContent: "through the browser's maker" }));
    }
  };
  const say = (words) => { document.getElementById("said").textContent = words; };
  const begin = (button) => {
    const field = button.form.elements.note, before = field.value.trim(), one = new Recognition();
    Object.assign(one, { lang, continuous: true, interimResults: false });
    if (local) one.processLocally = true;
    one.onresult = (event) => {
      const heard = [...event.results].filter((result) => result.isFinal).map((result) => result[0].transcript.trim());
      field.value = [before, ...heard].filter(Boolean).join(" ").slice(0, field.maxLength);
    };
    one.onerror = () => say("Nothing was understood. Type it, or use the keyboard's own dictation.");
    one.onend = () => { running = null; button.setAttribute("aria-pressed", "false"); button.textContent = "Speak"; field.focus(); };
    running = one;
    button.setAttribute("aria-pressed", "true");
    button.textContent = "End";
    one.start();
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-speak]");
    if (!button) return;
    if (running) running.stop();
    else begin(button);
  });
  document.addEventListener("htmx:load", show);
  onDevice().then((found) => { local = found; show(); });
})();
