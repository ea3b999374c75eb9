// What a browser keeps while it is offline: the queue of writes, and how the page last stood. Both lie in IndexedDB,
// sealed (AES-GCM) with a key that the server gives to who is signed in. The key itself stays in this tab alone
// (sessionStorage) and is forgotten at signing out; the queue then waits, unreadable, until the same person signs in.
(() => {
  "use strict";
  const palpate = (window.palpate ||= {});
  const given = document.querySelector("meta[name=palpate-keeper]");
  const KEEPER = "palpate keeper";
  if (given && given.content && given.content !== "none") sessionStorage.setItem(KEEPER, given.content);
  const [owner, secret] = (sessionStorage.getItem(KEEPER) || "").split(":");
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));

  let opened, sealing;
  const database = () => (opened ||= new Promise((done, failed) => {
    const asked = indexedDB.open("palpate", 1);
    asked.onupgradeneeded = () => {
      asked.result.createObjectStore("queue", { keyPath: "seq", autoIncrement: true });
      asked.result.createObjectStore("pages", { keyPath: "key" });
    };
    asked.onsuccess = () => done(asked.result);
    asked.onerror = () => failed(asked.error);
  }));
  // One transaction; done only once the database says that it is on the disk.
  const within = async (name, mode, act) => {
    const work = (await database()).transaction(name, mode, { durability: "strict" });
    const asked = act(work.objectStore(name));
    return new Promise((done, failed) => {
      work.oncomplete = () => done(asked && asked.result);
      work.onerror = work.onabort = () => failed(work.error);
    });
  };
  const key = () => (sealing ||= crypto.subtle.importKey("raw", bytes(secret), "AES-GCM", false, ["encrypt", "decrypt"]));
  const seal = async (thing) => {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    const text = new TextEncoder().encode(JSON.stringify(thing));
    return { iv, sealed: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, await key(), text) };
  };
  const unseal = async (row) => {
    const text = await crypto.subtle.decrypt({ name: "AES-GCM", iv: row.iv }, await key(), row.sealed);
    return JSON.parse(new TextDecoder().decode(text));
  };
  const rows = () => within("queue", "readonly", (store) => store.getAll());

  const store = (palpate.store = {
    owner,
    // Sealing needs a secure place (TLS, or this machine); without it nothing is kept, and pages say "Not saved".
    able: Boolean(owner && window.indexedDB && window.crypto?.subtle),
    async add(item) {
      const row = { owner, state: "waiting", ...(await seal(item)) };
      return within("queue", "readwrite", (queue) => queue.add(row));
    },
    // This person's writes in order, and how many of others wait on this device.
    async all() {
      if (!window.indexedDB) return { mine: [], others: 0 };
      const every = await rows(), mine = [];
      for (const row of every.filter((one) => store.able && one.owner === owner)) {
        let item = { what: "Something that cannot be read any more", fields: [], broken: true };
        try { item = await unseal(row); } catch { /* sealed with a key that is gone: shown, and dropped by hand only */ }
        mine.push({ ...item, seq: row.seq, state: item.broken ? "refused" : row.state });
      }
      return { mine, others: every.length - mine.length };
    },
    async change(item, state) {
      const { seq, state: _before, ...rest } = item;
      const row = { seq, owner, state, ...(await seal(rest)) };
      return within("queue", "readwrite", (queue) => queue.put(row));
    },
    drop: (seq) => within("queue", "readwrite", (queue) => queue.delete(seq)),
    async keepPage(path, page) {
      const row = { key: `${owner} ${path}`, ...(await seal(page)) };
      return within("pages", "readwrite", (pages) => pages.put(row));
    },
    async page(path) {
      if (!store.able) return null;
      const row = await within("pages", "readonly", (pages) => pages.get(`${owner} ${path}`));
      try { return row ? await unseal(row) : null; } catch { return null; }
    },
    dropPage: (path) => within("pages", "readwrite", (pages) => pages.delete(`${owner} ${path}`)),
    // At signing out: the key and the pages go, the queue stays for the same person.
    async forget() {
      sessionStorage.clear();
      if (window.indexedDB) await within("pages", "readwrite", (pages) => pages.clear());
    },
  });

  if (given && given.content === "none") store.forget();
  document.addEventListener("submit", (event) => {
    if (/\/sign-out\/$/.test(event.submitter?.formAction || event.target.action)) store.forget();
  });
})();
