// Small comforts on top of pages that work without any script.
(function () {
  'use strict'
  var body = document.body

  function each (selector, root, fn) { Array.prototype.forEach.call((root || document).querySelectorAll(selector), fn) }

  // every htmx request carries the CSRF token
  document.addEventListener('htmx:config:request', function (event) {
    var meta = document.querySelector('meta[name="csrf-token"]')
    if (meta) event.detail.ctx.request.headers['X-CSRFToken'] = meta.content
  })

  // errors of a form sent back take the focus
  function focusErrors (root) { var first = (root || document).querySelector('[data-focus]'); if (first) first.focus() }

  // a photo opens full screen; Back and Escape close it
  document.addEventListener('click', function (event) {
    var link = event.target.closest && event.target.closest('a[data-photo]')
    if (!link || !window.HTMLDialogElement) return
    event.preventDefault()
    var dialog = document.createElement('dialog')
    dialog.className = 'photo'
    var picture = document.createElement('img')
    picture.src = link.href
    picture.alt = (link.querySelector('img') || {}).alt || ''
    var close = document.createElement('button')
    close.type = 'button'
    close.className = 'btn'
    close.textContent = body.dataset.sayClose
    close.addEventListener('click', function () { dialog.close() })
    dialog.append(picture, close)
    dialog.addEventListener('close', function () { dialog.remove(); link.focus({ preventScroll: true }) })
    body.append(dialog)
    dialog.showModal()
  })

  // chosen photos are shown before they are sent
  document.addEventListener('change', function (event) {
    var input = event.target
    if (!input.matches || !input.matches('input[type=file]')) return
    var holder = document.querySelector('[data-previews-for="' + input.id + '"]')
    if (!holder) return
    holder.textContent = ''
    Array.prototype.slice.call(input.files, 0, 9).forEach(function (file) {
      if (!/^image\/(jpeg|png|webp)$/.test(file.type)) return
      var picture = document.createElement('img')
      picture.alt = file.name
      picture.src = URL.createObjectURL(file)
      picture.addEventListener('load', function () { URL.revokeObjectURL(picture.src) })
      holder.append(picture)
    })
  })

  // passwords can be looked at
  function reveal (root) {
    each('input[data-reveal]', root, function (input) {
      var button = document.createElement('button')
      button.type = 'button'
      button.className = 'btn btn-plain'
      button.textContent = input.dataset.revealShow || '👁'
      button.setAttribute('aria-label', input.dataset.revealLabel || 'show')
      button.addEventListener('click', function () { input.type = input.type === 'password' ? 'text' : 'password' })
      var row = document.createElement('div')
      row.className = 'with-button'
      input.replaceWith(row)
      row.append(input, button)
    })
  }

  // what was typed survives a lost connection and a closed page
  function key (field) { return 'draft:' + location.pathname + ':' + field.name }
  function drafts (root) {
    each('textarea[data-draft],input[data-draft]', root, function (field) {
      try {
        var kept = localStorage.getItem(key(field))
        if (kept && !field.value) field.value = kept
        field.addEventListener('input', function () { localStorage.setItem(key(field), field.value) })
      } catch (error) { /* private mode keeps nothing */ }
    })
  }

  // a second tap does not send twice; a form that failed on the way can be sent again
  document.addEventListener('submit', function (event) {
    var form = event.target
    if (form.method !== 'post' || event.defaultPrevented) return
    if (form.dataset.sent && Date.now() - Number(form.dataset.sent) < 4000) { event.preventDefault(); return }
    form.dataset.sent = Date.now()
    each('textarea[data-draft],input[data-draft]', form, function (field) {
      try { sessionStorage.setItem('sent', key(field)) } catch (error) {}
    })
    if (form.dataset.upload !== undefined) upload(event, form)
  })
  function forgetSentDrafts () {
    try {
      var sent = sessionStorage.getItem('sent')
      if (sent && sent.indexOf('draft:' + location.pathname + ':') !== 0) { localStorage.removeItem(sent); sessionStorage.removeItem('sent') }
    } catch (error) {}
  }

  // uploads show how far they are
  function upload (event, form) {
    var files = 0
    each('input[type=file]', form, function (input) { files += input.files.length })
    if (!files || !window.XMLHttpRequest || !window.FormData) return
    event.preventDefault()
    var bar = form.querySelector('progress') || document.createElement('progress')
    bar.max = 100
    bar.value = 0
    bar.setAttribute('aria-label', body.dataset.saySending)
    form.append(bar)
    var request = new XMLHttpRequest()
    request.open('POST', form.action || location.href)
    request.upload.onprogress = function (step) { if (step.lengthComputable) bar.value = 100 * step.loaded / step.total }
    request.onload = function () {
      if (request.status < 400 && request.responseURL) { location.assign(request.responseURL); return }
      var page = new DOMParser().parseFromString(request.responseText, 'text/html')
      var fresh = page.querySelector('main')
      if (fresh) { document.querySelector('main').replaceWith(document.adoptNode(fresh)); prepare(document); window.scrollTo(0, 0) } else location.reload()
    }
    request.onerror = function () { bar.remove(); delete form.dataset.sent; offline(true) }
    request.send(new FormData(form))
  }

  function offline (off) {
    var note = document.getElementById('offline-note')
    if (!note) return
    note.textContent = off ? body.dataset.sayOffline : ''
    note.hidden = !off
  }
  window.addEventListener('offline', function () { offline(true) })
  window.addEventListener('online', function () { offline(false) })

  document.addEventListener('click', function (event) {
    var button = event.target.closest && event.target.closest('[data-copy]')
    if (!button || !navigator.clipboard) return
    navigator.clipboard.writeText(button.dataset.copy).then(function () { button.textContent = button.dataset.copied || '✓' })
  })
  document.addEventListener('click', function (event) {
    if (event.target.closest && event.target.closest('[data-print]')) window.print()
  })

  function prepare (root) { focusErrors(root); reveal(root); drafts(root) }
  function start () {
    forgetSentDrafts()
    prepare(document)
    if (navigator.serviceWorker && location.pathname !== '/offline') navigator.serviceWorker.register('/sw.js').catch(function () {})
  }
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start)
  else start()
})()
