/**
 * The service worker: the page without a network.
 *
 * The server puts `const SHELL = {version, files}` in front (issuance/page/shell.py): the page's
 * files and a digest over them. A change of any file is a new version, and a new cache, filled
 * whole before it takes over; the older ones go. So files of two versions never meet.
 *
 * What the API says is never kept here: the page keeps its vouchers itself. Pictures are.
 */

/* global SHELL */

const CACHE = `shell-${SHELL.version}`;
const PICTURES = "pictures";
const PAGE = "/page/index.html";
const VERSIONED = /\.[0-9a-f]{12}\.js$/;

self.addEventListener("install", (event) => {
  event.waitUntil(fill().then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(tidy().then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const {request} = event;
  const {origin, pathname} = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (pathname === "/" || /^\/c\//i.test(pathname)) event.respondWith(shell(PAGE, request));
  } else if (SHELL.files.includes(pathname)) {
    event.respondWith(shell(pathname, request));
  } else if (/^\/v1\/campaigns\/[\w-]+\/picture$/.test(pathname)) {
    event.respondWith(picture(request));
  }
});

async function fill() {
  const cache = await caches.open(CACHE);
  // What has its version in its name is what it was; the page has just fetched it.
  await cache.addAll(SHELL.files.map((file) =>
    new Request(file, {cache: VERSIONED.test(file) ? "default" : "reload"})));
}

async function tidy() {
  const names = await caches.keys();
  const old = names.filter((name) => name.startsWith("shell-") && name !== CACHE);
  await Promise.all(old.map((name) => caches.delete(name)));
}

async function shell(file, request) {
  const cache = await caches.open(CACHE);
  return await cache.match(file) ?? fetch(request);
}

/** A picture; its address changes with it. Of each campaign the one that was seen last is kept. */
async function picture(request) {
  const cache = await caches.open(PICTURES);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) {
    await cache.delete(request, {ignoreSearch: true});
    await cache.put(request, answer.clone());
  }
  return answer;
}
