// Keeps the telephone directory and the page that says "no network", both drawn for nobody in particular, and the
// versioned static files they need. Nothing private is ever stored here.
'use strict'
const SHELF = 'hub-2'
const KEPT = { '/phones': '/phones?kept=1', '/offline': '/offline' }

async function keep (path) {
  const answer = await fetch(KEPT[path], { cache: 'no-store' })
  if (!answer.ok || answer.redirected) return
  const shelf = await caches.open(SHELF)
  const page = await answer.clone().text()
  await shelf.put(path, answer)
  const files = new Set(Array.from(page.matchAll(/(?:href|src)="(\/static\/[^"#]+\?v=[^"#]+)/g), (found) => found[1].replace(/&amp;/g, '&')))
  await Promise.all(Array.from(files, (file) => statics(new Request(file)).catch(() => null)))
}

async function statics (request) {
  const shelf = await caches.open(SHELF)
  const kept = await shelf.match(request)
  if (kept) return kept
  const answer = await fetch(request)
  if (answer.ok) {
    await shelf.delete(request, { ignoreSearch: true }) // its older versions
    await shelf.put(request, answer.clone())
  }
  return answer
}

self.addEventListener('install', (event) => {
  event.waitUntil(Promise.all(Object.keys(KEPT).map((path) => keep(path).catch(() => null))).then(() => self.skipWaiting()))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(caches.keys().then((names) => Promise.all(names.filter((name) => name !== SHELF).map((name) => caches.delete(name)))).then(() => self.clients.claim()))
})

self.addEventListener('fetch', (event) => {
  const request = event.request
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin) return
  if (url.pathname.startsWith('/static/') && url.searchParams.has('v')) { event.respondWith(statics(request)); return }
  if (request.mode !== 'navigate') return
  event.respondWith(fetch(request).then((answer) => {
    if (url.pathname === '/phones' && answer.ok) event.waitUntil(Promise.all([keep('/phones'), keep('/offline')]).catch(() => null))
    return answer
  }).catch(async () => {
    const shelf = await caches.open(SHELF)
    return (await shelf.match(url.pathname)) || (await shelf.match('/offline')) || Response.error()
  }))
})

// News that the hub sent to this browser while no page of it is open. What comes is sealed for this browser alone.
self.addEventListener('push', (event) => {
  let note = {}
  try { note = event.data ? event.data.json() : {} } catch { note = {} }
  event.waitUntil(self.registration.showNotification(note.title || '', {
    body: note.body || '',
    tag: note.tag || 'hub', // the same message a second time takes the place of the first
    icon: '/static/img/icon.svg',
    data: { url: note.url || '/inbox' }
  }))
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  const wanted = new URL((event.notification.data && event.notification.data.url) || '/inbox', location.origin)
  const url = wanted.origin === location.origin ? wanted.href : location.origin + '/inbox'
  event.waitUntil(self.clients.matchAll({ type: 'window', includeUncontrolled: true }).then((pages) => {
    const open = pages.find((page) => new URL(page.url).origin === location.origin)
    return open ? open.navigate(url).then((page) => page && page.focus()) : self.clients.openWindow(url)
  }))
})
