/* Lets the check-in page be opened without a connection: as it was shown last, which holds no name. Everything else of
   the site goes to the network as ever. */
const KEPT = "liaison-check-in";
const PATIENCE = 5_000;

addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(clients.claim()));
addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const { origin, pathname } = new URL(url);
  if (method !== "GET" || origin !== location.origin) return;
  const page = mode === "navigate" && /^\/events\/[^/]+\/check-in$/.test(pathname);
  if (page || pathname.startsWith("/static/")) event.respondWith(shown(event.request, page));
});

/* A connection that hangs is none. */
async function shown(request, page) {
  try {
    return await fetch(request, { signal: AbortSignal.timeout(PATIENCE) });
  } catch (error) {
    const kept = await (await caches.open(KEPT)).match(request, { ignoreSearch: page });
    if (kept) return kept;
    throw error;
  }
}
