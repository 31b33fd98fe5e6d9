// The button that lets this browser take push messages. Without script, or where a browser cannot, its page says so.
(function () {
  'use strict'
  var button = document.querySelector('[data-push]')
  var able = window.isSecureContext && navigator.serviceWorker && window.PushManager && window.Notification && window.fetch
  if (!button || !able) return
  var said = document.querySelector('[data-push-said]')
  var none = document.querySelector('[data-push-none]')
  if (none) none.hidden = true
  button.hidden = false

  function bytes (text) {
    var plain = atob(text.replace(/-/g, '+').replace(/_/g, '/'))
    return Uint8Array.from(plain, function (c) { return c.charCodeAt(0) })
  }
  function text (buffer) {
    return btoa(String.fromCharCode.apply(null, new Uint8Array(buffer))).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '')
  }
  function say (words) { said.textContent = words }

  // a browser that was subscribed under another key (another hub at this address) begins anew
  function subscribe (worker, key) {
    var wanted = { userVisibleOnly: true, applicationServerKey: bytes(key) }
    return worker.pushManager.getSubscription().then(function (old) {
      if (!old) return worker.pushManager.subscribe(wanted)
      var its = old.options && old.options.applicationServerKey
      if (its && text(its) === key) return old
      return old.unsubscribe().then(function () { return worker.pushManager.subscribe(wanted) })
    })
  }
  function tell (subscription) {
    var form = new FormData()
    form.append('endpoint', subscription.endpoint)
    form.append('p256dh', text(subscription.getKey('p256dh')))
    form.append('auth', text(subscription.getKey('auth')))
    var token = document.querySelector('meta[name="csrf-token"]')
    return fetch(button.dataset.pushTo, { method: 'POST', body: form, headers: { 'X-CSRFToken': token.content } })
  }

  button.addEventListener('click', function () {
    say('')
    button.classList.add('is-busy')
    window.Notification.requestPermission().then(function (answer) {
      if (answer !== 'granted') { say(button.dataset.sayRefused); return null }
      return Promise.all([
        navigator.serviceWorker.ready,
        fetch(button.dataset.push).then(function (answer) { return answer.json() })
      ]).then(function (both) { return subscribe(both[0], both[1].key) }).then(tell).then(function (answer) {
        if (answer.ok) { location.hash = 'push'; location.reload(); return }
        return answer.json().then(function (body) { say(body.problem || button.dataset.sayWrong) })
      })
    }).catch(function () { say(button.dataset.sayWrong) }).then(function () { button.classList.remove('is-busy') })
  })
})()
