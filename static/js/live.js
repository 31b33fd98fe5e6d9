// Live updates: watch topics, swap by id, ask again on reconnect and on waking. Sockets carry news, HTTP carries truth.
(function () {
  'use strict'
  var body = document.body
  var dot = document.getElementById('live-dot')
  var socket = null
  var lostAt = null
  var asking = {}
  var waiting = {} // news for a block that somebody is typing in, kept until they leave it
  var watched = ''

  function each (selector, root, fn) { Array.prototype.forEach.call((root || document).querySelectorAll(selector), fn) }

  function clock (date) { return ('0' + date.getHours()).slice(-2) + ':' + ('0' + date.getMinutes()).slice(-2) }

  function showState () {
    if (!socket || !dot) return
    if (socket.connected) lostAt = null
    else if (!lostAt) lostAt = new Date()
    var words = socket.connected ? body.dataset.sayOn : body.dataset.sayOff.replace('{time}', clock(lostAt))
    if (dot.textContent === words) return
    dot.dataset.state = socket.connected ? 'on' : 'off'
    dot.textContent = words
  }

  function topics () {
    var seen = {}
    each('[data-live]', document, function (el) { seen[el.dataset.live] = true })
    return Object.keys(seen).sort()
  }

  // `heard` is called with what the server lets us watch, or with nothing when it does not answer in time.
  function watch (heard) {
    if (!socket || !socket.connected) return
    var list = topics()
    watched = list.join(' ')
    // the age of this page: whatever was said about these topics since it was asked for has been missed
    socket.timeout(2000).emit('watch', { topics: list, age: Math.round(window.performance.now()) }, function (error, answer) {
      if (heard) heard(error ? null : answer)
    })
  }

  function watchNew () { if (topics().join(' ') !== watched) watch() }

  // What a person is typing in, or has open, is never taken from under their fingers.
  function busy (el) {
    if (el.hasAttribute('data-live-keep') || el.querySelector('[data-live-keep]')) return true
    var active = document.activeElement
    if (active && active !== body && el.contains(active) && active.matches('input,textarea,select,[contenteditable]')) return true
    if (el.querySelector('dialog[open], details.confirm[open]')) return true
    return Array.prototype.some.call(el.querySelectorAll('input:not([type=hidden]),textarea,select'), function (field) {
      if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked
      if (field.type === 'file') return field.files.length > 0
      if (field.tagName !== 'SELECT') return field.value !== field.defaultValue
      var marked = field.querySelector('option[selected]')
      return field.selectedIndex > 0 && field.options[field.selectedIndex] !== marked
    })
  }

  function swap (id, html, version) {
    var old = document.getElementById(id)
    if (!old) return
    var holder = document.createElement('template')
    holder.innerHTML = html.trim()
    var fresh = holder.content.querySelector('[id="' + id + '"]')
    if (!fresh || fresh.isEqualNode(old)) return
    // pushed news must be newer; an answer that was asked for may be as old (it may differ in rights), but never older
    var has = Number(old.dataset.version || 0)
    if (version ? version <= has : Number(fresh.dataset.version || 0) < has) return
    if (busy(old)) { waiting[id] = { html: html, version: version }; return }
    delete waiting[id]
    var focused = document.activeElement
    var focusId = focused && old.contains(focused) ? focused.id : ''
    var open = Array.prototype.map.call(old.querySelectorAll('details[open][id]'), function (d) { return d.id })
    var top = window.pageYOffset
    old.replaceWith(fresh)
    open.forEach(function (d) { var el = document.getElementById(d); if (el) el.open = true })
    if (focusId) { var again = document.getElementById(focusId); if (again) again.focus({ preventScroll: true }) }
    if (window.pageYOffset !== top) window.scrollTo(0, top)
    if (window.htmx) window.htmx.process(fresh)
    fresh.dispatchEvent(new CustomEvent('hub:fresh', { bubbles: true }))
    if (fresh.dataset.liveSay) {
      var news = document.getElementById('news')
      if (news) news.textContent = fresh.dataset.liveSay
    }
    watchNew()
  }

  // Ask one element's truth again with this browser's own rights.
  function ask (el) {
    var url = el.dataset.liveUrl
    if (!url || !el.id) return
    if (asking[el.id]) { asking[el.id] = 'again'; return }
    asking[el.id] = 'once'
    var id = el.id
    fetch(url, { headers: { 'HX-Request': 'true', 'HX-Request-Type': 'partial' }, credentials: 'same-origin', cache: 'no-store' })
      .then(function (answer) {
        if (answer.status === 401) { window.location.reload(); return '' }
        return answer.ok ? answer.text() : ''
      })
      .then(function (html) { if (html) swap(id, html, 0) })
      .catch(function () {})
      .then(function () {
        var more = asking[id] === 'again'
        delete asking[id]
        var now = document.getElementById(id)
        if (more && now) ask(now)
      })
  }

  function askAll () { each('[data-live][data-live-url]', document, ask) }

  function askAbout (list) {
    each('[data-live][data-live-url]', document, function (el) { if (list.indexOf(el.dataset.live) >= 0) ask(el) })
  }

  var lastWake = 0
  function wake () {
    if (document.visibilityState !== 'visible' || !socket || (socket.connected && Date.now() - lastWake < 300)) return
    lastWake = Date.now()
    askAll() // by HTTP at once: a socket that slept may believe for a while that it is alive
    if (!socket.connected) { again(); return }
    watch(function (answer) { if (!answer) again() })
  }

  // Now, not when the library's own waiting is over.
  function again () { socket.disconnect(); socket.connect() }

  function start () {
    if (body.dataset.socket !== '1' || !window.io || !document.querySelector('[data-live]')) return
    socket = window.io({ transports: ['websocket', 'polling'], reconnectionDelay: 500, reconnectionDelayMax: 8000, randomizationFactor: 0.5, timeout: 8000 })
    var before = false
    socket.on('connect', function () {
      showState()
      if (before) { watch(); askAll() } else watch(function (answer) { askAbout((answer && answer.missed) || []) })
      before = true
    })
    socket.on('disconnect', showState)
    socket.on('connect_error', showState)
    socket.on('rewatch', function () { watch(); askAll() })
    socket.on('patch', function (news) { swap(news.id, news.html, news.version) })
    socket.on('nudge', function (news) {
      setTimeout(function () {
        each('[data-live-url]', document, function (el) {
          if (el.dataset.live !== news.topic) return
          if (!news.version || Number(el.dataset.version || 0) < news.version) ask(el)
        })
      }, Math.random() * (news.spread || 0))
    })
    socket.on('evicted', function () {
      socket.io.opts.reconnection = false
      socket.disconnect()
      var problem = document.getElementById('problem')
      if (problem) problem.textContent = body.dataset.sayEvicted
      // a form half filled in is not thrown away: its page says what happened and stays
      if (!document.querySelector('main form') || !busy(document.querySelector('main'))) setTimeout(function () { window.location.reload() }, 1500)
    })
    document.addEventListener('visibilitychange', wake)
    window.addEventListener('pageshow', function (event) { if (event.persisted) wake() })
    window.addEventListener('focus', function () { if (!socket.connected) wake() })
    // the socket itself would notice only after its own long silence
    window.addEventListener('offline', function () { socket.disconnect(); showState() })
    window.addEventListener('online', wake)
    document.addEventListener('htmx:after:swap', watchNew)
    document.addEventListener('focusout', function () {
      setTimeout(function () {
        Object.keys(waiting).forEach(function (id) {
          var el = document.getElementById(id)
          if (!el) { delete waiting[id]; return }
          if (busy(el)) return
          var news = waiting[id]
          if (el.dataset.liveUrl) { delete waiting[id]; ask(el) } else swap(id, news.html, news.version)
        })
      }, 50)
    })
  }

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start)
  else start()
})()
