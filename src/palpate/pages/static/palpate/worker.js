// Keeps the program itself, never a page: the scripts, styles and icons, and one empty page for when there is no
// network. Pages hold health data; they are fetched each time, and what a tab needs to go on it keeps itself, sealed.
const NAME = `palpate ${VERSION}`;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(NAME).then((cache) => cache.addAll(SHELL)).then(() => self.skipWaiting()));
});
self.addEventListener("activate", (event) => {
  const old = caches.keys().then((names) => Promise.all(names.filter((one) => one !== NAME).map((one) => caches.delete(one))));
  event.waitUntil(old.then(() => self.clients.claim()));
});
self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(fetch(request).catch(() => caches.match("/offline/")));
  else if (request.method === "GET" && SHELL.includes(url.pathname)) event.respondWith(kept(request));
});
// A name with a digest never changes what it holds; one without is asked for first.
const kept = async (request) => {
  const found = await caches.match(request, { ignoreSearch: true });
  if (found && /\.[0-9a-f]{12}\.\w+$/.test(new URL(request.url).pathname)) return found;
  return fetch(request).catch(() => found || Response.error());
};
