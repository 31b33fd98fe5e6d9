// Keeps the telephone directory and the page that says "no network". Nothing private is ever stored here.
'use strict'
const SHELF = 'hub-1'
const KEPT = ['/phones', '/offline']

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(SHELF).then((shelf) => shelf.addAll(KEPT)).then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((n) => n !== SHELF).map((n) => caches.delete(n)))).then(() => self.clients.claim()))
})

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  if (event.request.method !== 'GET' || url.origin !== location.origin) return
  if (url.pathname.startsWith('/static/') && url.searchParams.has('v')) {
    event.respondWith(caches.open(SHELF).then(async (shelf) => {
      const kept = await shelf.match(event.request)
      if (kept) return kept
      const answer = await fetch(event.request)
      if (answer.ok) shelf.put(event.request, answer.clone())
      return answer
    }))
    return
  }
  if (event.request.mode !== 'navigate') return
  event.respondWith(fetch(event.request).then((answer) => {
    if (KEPT.includes(url.pathname) && answer.ok) {
      const copy = answer.clone()
      event.waitUntil(caches.open(SHELF).then((shelf) => shelf.put(url.pathname, copy)))
    }
    return answer
  }).catch(async () => {
    const shelf = await caches.open(SHELF)
    return (await shelf.match(url.pathname)) || (await shelf.match('/offline'))
  }))
})
