// The service worker: shows the offline page if a page cannot be fetched. It caches files that are the same for
// everybody, never a signed-in person's page: browsers are shared.

interface Kept {
  page: string;
  files: string[];
  version: string;
}

interface Extendable extends Event {
  waitUntil(work: Promise<unknown>): void;
}

interface Fetching extends Extendable {
  request: Request;
  preloadResponse: Promise<Response | undefined>;
  respondWith(answer: Promise<Response>): void;
}

interface Worker {
  kms: Kept;
  registration: { navigationPreload?: { enable(): Promise<void> } };
  clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(kind: string, hear: (event: never) => void): void;
}

const worker = self as unknown as Worker;
const { page, files, version } = worker.kms;
const STORE = `kms ${version} ${page} ${files.join(" ")}`;

worker.addEventListener("install", (event: Extendable) => event.waitUntil(fill().then(() => worker.skipWaiting())));
worker.addEventListener("activate", (event: Extendable) => event.waitUntil(settle()));
worker.addEventListener("fetch", (event: Fetching) => {
  const { request } = event;
  if (request.mode === "navigate" && request.method === "GET") event.respondWith(visit(event));
  else if (files.includes(new URL(request.url).pathname)) event.respondWith(file(request));
});

async function fill(): Promise<void> {
  const store = await caches.open(STORE);
  await store.addAll([page, ...files].map((path) => new Request(path, { credentials: "omit", cache: "reload" })));
}

async function settle(): Promise<void> {
  const old = (await caches.keys()).filter((name) => name !== STORE);
  await Promise.all(old.map((name) => caches.delete(name)));
  await worker.registration.navigationPreload?.enable();
  await worker.clients.claim();
}

async function visit(event: Fetching): Promise<Response> {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return (await caches.match(page)) ?? Response.error();
  }
}

async function file(request: Request): Promise<Response> {
  return (await caches.match(new URL(request.url).pathname)) ?? fetch(request);
}
