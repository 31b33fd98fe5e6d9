// Live updates: watch topics, swap by id, ask again on reconnect and on waking. Sockets carry news, HTTP carries truth.
(function () {
  'use strict'
  var body = document.body
  var dot = document.getElementById('live-dot')
  var socket = null
  var lostAt = null
  var asking = {}

  function each (selector, root, fn) { Array.prototype.forEach.call((root || document).querySelectorAll(selector), fn) }

  function state (name, words) {
    if (!dot) return
    dot.dataset.state = name
    dot.textContent = words || ''
  }

  function clock (date) { return ('0' + date.getHours()).slice(-2) + ':' + ('0' + date.getMinutes()).slice(-2) }

  function showState () {
    if (!socket) return
    if (socket.connected) { lostAt = null; state('on', body.dataset.sayOn) } else {
      if (!lostAt) lostAt = new Date()
      state('off', body.dataset.sayOff.replace('{time}', clock(lostAt)))
    }
  }

  function topics () {
    var seen = {}
    each('[data-live]', document, function (el) { seen[el.dataset.live] = true })
    return Object.keys(seen)
  }

  function watch () {
    if (socket && socket.connected) socket.emit('watch', { topics: topics() })
  }

  // What a person is typing in, or has open, is never taken from under their fingers.
  function busy (el) {
    var active = document.activeElement
    if (active && active !== body && el.contains(active) && active.matches('input,textarea,select,[contenteditable]')) return true
    if (el.querySelector('dialog[open], details.confirm[open]')) return true
    return Array.prototype.some.call(el.querySelectorAll('input:not([type=hidden]),textarea,select'), function (field) {
      if (field.type === 'checkbox' || field.type === 'radio') return field.checked !== field.defaultChecked
      if (field.type === 'file') return field.files.length > 0
      if (field.tagName === 'SELECT') return Array.prototype.some.call(field.options, function (o) { return o.selected !== o.defaultSelected && field.selectedIndex > 0 })
      return field.value !== field.defaultValue
    })
  }

  function swap (id, html, version) {
    var old = document.getElementById(id)
    if (!old) return
    if (version && Number(old.dataset.version || 0) >= version) return
    if (busy(old)) { old.dataset.stale = '1'; return }
    var holder = document.createElement('template')
    holder.innerHTML = html.trim()
    var fresh = holder.content.querySelector('[id="' + id + '"]')
    if (!fresh || fresh.isEqualNode(old)) return
    var focused = document.activeElement
    var focusId = focused && old.contains(focused) ? focused.id : ''
    var open = Array.prototype.map.call(old.querySelectorAll('details[open][id]'), function (d) { return d.id })
    old.replaceWith(fresh)
    open.forEach(function (d) { var el = document.getElementById(d); if (el) el.open = true })
    if (focusId) { var again = document.getElementById(focusId); if (again) again.focus({ preventScroll: true }) }
    if (window.htmx) window.htmx.process(fresh)
    fresh.dispatchEvent(new CustomEvent('hub:fresh', { bubbles: true }))
    if (fresh.dataset.liveSay) {
      var news = document.getElementById('news')
      if (news) news.textContent = fresh.dataset.liveSay
    }
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

  function wake () {
    if (document.visibilityState !== 'visible' || !socket) return
    askAll() // by HTTP at once: a socket that slept may believe for a while that it is alive
    if (!socket.connected) { socket.connect() } else {
      var answered = false
      socket.timeout(900).emit('watch', { topics: topics() }, function (error) {
        answered = !error
        if (!answered) { socket.disconnect(); socket.connect() }
      })
    }
  }

  function start () {
    if (body.dataset.socket !== '1' || !window.io || !document.querySelector('[data-live]')) return
    socket = window.io({ transports: ['websocket', 'polling'], reconnectionDelay: 500, reconnectionDelayMax: 8000, randomizationFactor: 0.5, timeout: 8000 })
    var before = false
    socket.on('connect', function () {
      showState(); watch()
      if (before) askAll()
      before = true
    })
    socket.on('disconnect', showState)
    socket.on('connect_error', showState)
    socket.on('rewatch', function () { watch(); askAll() })
    socket.on('patch', function (news) { swap(news.id, news.html, news.version) })
    socket.on('nudge', function (news) {
      setTimeout(function () {
        each('[data-live="' + news.topic + '"][data-live-url]', document, function (el) {
          if (!news.version || Number(el.dataset.version || 0) < news.version) ask(el)
        })
      }, Math.random() * (news.spread || 0))
    })
    socket.on('evicted', function () {
      socket.io.opts.reconnection = false
      socket.disconnect()
      var problem = document.getElementById('problem')
      if (problem) problem.textContent = body.dataset.sayEvicted
      state('off', body.dataset.sayEvicted)
    })
    document.addEventListener('visibilitychange', wake)
    window.addEventListener('pageshow', function (event) { if (event.persisted) wake() })
    window.addEventListener('online', wake)
    document.addEventListener('htmx:after:swap', watch)
    document.addEventListener('focusout', function () {
      setTimeout(function () {
        each('[data-stale]', document, function (el) { if (!busy(el)) { delete el.dataset.stale; ask(el) } })
      }, 50)
    })
  }

  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start)
  else start()
})()
