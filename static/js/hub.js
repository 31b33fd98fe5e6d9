// Small comforts on top of pages that work without any script.
(function () {
  'use strict'
  var body = document.body
  var say = body.dataset
  document.documentElement.classList.add('js')

  function each (selector, root, fn) { Array.prototype.forEach.call((root || document).querySelectorAll(selector), fn) }
  function make (tag, className, text) {
    var el = document.createElement(tag)
    if (className) el.className = className
    if (text) el.textContent = text
    return el
  }
  function icon (name) {
    var svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
    var use = document.createElementNS('http://www.w3.org/2000/svg', 'use')
    svg.setAttribute('class', 'icon')
    svg.setAttribute('aria-hidden', 'true')
    use.setAttribute('href', say.icons + '#' + name)
    svg.append(use)
    return svg
  }
  function iconButton (className, name, label) {
    var button = make('button', 'btn ' + className)
    button.type = 'button'
    button.setAttribute('aria-label', label)
    button.append(icon(name))
    return button
  }
  // private windows may refuse storage altogether
  function store (kind, act) { try { return act(window[kind]) } catch (error) { return null } }

  function note (words) {
    var line = document.getElementById('offline-note')
    if (!line) return
    line.textContent = words || ''
    line.hidden = !words
  }
  function showConnection () { note(navigator.onLine !== false ? '' : document.querySelector('main textarea, main [type=file]') ? say.sayOffline : say.sayAlone) }
  window.addEventListener('offline', showConnection)
  window.addEventListener('online', showConnection)

  // every htmx request carries the CSRF token; what did not get through is said
  document.addEventListener('htmx:config:request', function (event) {
    var meta = document.querySelector('meta[name="csrf-token"]')
    if (meta) event.detail.ctx.request.headers['X-CSRFToken'] = meta.content
  })
  document.addEventListener('htmx:error', function () { note(say.sayFailed) })
  document.addEventListener('htmx:after:request', function () { showConnection() })
  document.addEventListener('htmx:after:swap', function () {
    var problem = document.querySelector('#problem [data-focus]')
    if (problem && document.activeElement !== problem) problem.focus()
    comforts(document)
  })

  // a photo opens full screen; Back, Escape and the cross close it, arrows lead on to its neighbours
  document.addEventListener('click', function (event) {
    var link = event.target.closest && event.target.closest('a[data-photo]')
    if (!link || !window.HTMLDialogElement || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    var list = link.closest('.photos')
    var all = list ? Array.prototype.slice.call(list.querySelectorAll('a[data-photo]')) : [link]
    var at = all.indexOf(link)
    var dialog = make('dialog', 'photo')
    var picture = make('img')
    function show (step) {
      at = (at + step + all.length) % all.length
      picture.src = all[at].href
      picture.alt = (all[at].querySelector('img') || {}).alt || ''
    }
    var close = iconButton('close', 'x-lg', say.sayClose)
    close.addEventListener('click', function () { dialog.close() })
    dialog.append(picture, close)
    if (all.length > 1) {
      var before = iconButton('step', 'chevron-left', say.sayPrevious)
      var after = iconButton('step', 'chevron-right', say.sayNext)
      before.addEventListener('click', function () { show(-1) })
      after.addEventListener('click', function () { show(1) })
      dialog.append(before, after)
      dialog.addEventListener('keydown', function (press) {
        if (press.key === 'ArrowLeft') show(-1)
        if (press.key === 'ArrowRight') show(1)
      })
    }
    function back () { dialog.close() }
    dialog.addEventListener('close', function () {
      window.removeEventListener('popstate', back)
      if (history.state && history.state.photo) history.back()
      dialog.remove()
      all[at].focus({ preventScroll: true })
    })
    show(0)
    body.append(dialog)
    dialog.showModal()
    history.pushState({ photo: true }, '')
    window.addEventListener('popstate', back)
  })

  // a deed that asks once: <form data-confirm="What will happen.">
  function askFirst (form, submitter) {
    var dialog = make('dialog', 'ask')
    var yes = make('button', 'btn btn-danger', (submitter && submitter.textContent.trim()) || say.sayYes)
    var no = make('button', 'btn', say.sayNo)
    var row = make('div', 'cluster')
    yes.type = no.type = 'button'
    yes.addEventListener('click', function () { form.dataset.confirmed = '1'; dialog.close(); form.requestSubmit(submitter || undefined) })
    no.addEventListener('click', function () { dialog.close() })
    dialog.addEventListener('close', function () { dialog.remove() })
    row.append(yes, no)
    dialog.append(make('p', '', form.dataset.confirm), row)
    body.append(dialog)
    dialog.showModal()
  }
  document.addEventListener('submit', function (event) {
    var form = event.target
    if (!form.dataset.confirm || form.dataset.confirmed || !window.HTMLDialogElement || !form.requestSubmit) return
    event.preventDefault()
    event.stopPropagation()
    askFirst(form, event.submitter)
  }, true)

  // chosen photos are shown before they are sent
  document.addEventListener('change', function (event) {
    var input = event.target
    if (!input.matches || !input.matches('input[type=file]')) return
    var holder = document.querySelector('[data-previews-for="' + input.id + '"]')
    if (!holder) return
    holder.textContent = ''
    var files = Array.prototype.slice.call(input.files)
    var limit = input.multiple ? 9 : 1
    if (files.length > 1) holder.append(make('p', 'hint', say.sayChosen.replace('{n}', files.length)))
    if (files.length > limit) holder.append(make('p', 'invalid-feedback', say.sayMany.replace('{n}', limit)))
    if (files.some(function (file) { return /^image\//.test(file.type) && file.size > 20 * 1024 * 1024 })) holder.append(make('p', 'invalid-feedback', say.sayLarge))
    files.slice(0, 9).forEach(function (file) {
      // HEIC and documents cannot be drawn here: their name stands for them
      if (!/^image\/(jpeg|png|webp)$/.test(file.type)) { holder.append(make('span', '', file.name)); return }
      var picture = make('img')
      picture.alt = file.name
      picture.src = URL.createObjectURL(file)
      picture.addEventListener('load', function () { URL.revokeObjectURL(picture.src) })
      holder.append(picture)
    })
  })

  // passwords can be looked at
  function reveal (root) {
    each('input[data-reveal]', root, function (input) {
      if (input.parentNode.classList.contains('with-button')) return
      var button = iconButton('', 'eye', say.sayReveal)
      button.setAttribute('aria-pressed', 'false')
      button.addEventListener('click', function () {
        var hidden = input.type === 'password'
        input.type = hidden ? 'text' : 'password'
        button.setAttribute('aria-pressed', String(hidden))
        button.replaceChildren(icon(hidden ? 'eye-slash' : 'eye'))
      })
      var row = make('div', 'with-button')
      input.replaceWith(row)
      row.append(input, button)
    })
  }

  // What was typed survives a lost connection and a closed page: <textarea data-draft> or <form data-draft>. Drafts belong
  // to one person; another one on the same phone never sees them. They are forgotten once sent, or after two weeks.
  var DRAFTS = 'textarea[data-draft],input[data-draft],form[data-draft] textarea,form[data-draft] input[type=text]'
  var mine = 'draft:' + say.user + ':'
  function key (field) { return mine + location.pathname + ':' + field.name }
  function drafts (root) {
    each(DRAFTS, root, function (field) {
      if (field.dataset.drafting) return
      field.dataset.drafting = '1'
      store('localStorage', function (shelf) {
        var kept = JSON.parse(shelf.getItem(key(field)) || 'null')
        if (kept && !field.value && Date.now() - kept.at < 14 * 864e5) field.value = kept.text
      })
      field.addEventListener('input', function () {
        store('localStorage', function (shelf) {
          if (field.value) shelf.setItem(key(field), JSON.stringify({ text: field.value, at: Date.now() }))
          else shelf.removeItem(key(field))
        })
      })
    })
  }
  function forget (test) {
    store('localStorage', function (shelf) {
      Object.keys(shelf).forEach(function (name) { if (name.indexOf('draft:') === 0 && test(name)) shelf.removeItem(name) })
    })
  }
  function forgetSent (page) {
    var sent = store('sessionStorage', function (shelf) { return JSON.parse(shelf.getItem('sent') || '[]') }) || []
    if (!sent.length || page.querySelector('[data-focus],[data-error-page]')) return
    forget(function (name) { return sent.indexOf(name) >= 0 })
    each(DRAFTS, page, function (field) { if (sent.indexOf(key(field)) >= 0) delete field.dataset.drafting })
    store('sessionStorage', function (shelf) { shelf.removeItem('sent') })
  }
  function remember (form) {
    var names = []
    each(DRAFTS, form.parentNode, function (field) { if (field.form === form) names.push(key(field)) })
    if (names.length) store('sessionStorage', function (shelf) { shelf.setItem('sent', JSON.stringify(names)) })
  }

  // a second tap does not send twice; a form that failed on the way can be sent again
  document.addEventListener('submit', function (event) {
    var form = event.target
    if (form.method !== 'post') return
    if (/\/logout$/.test(form.action)) forget(function (name) { return name.indexOf(mine) === 0 })
    if (event.defaultPrevented) return
    if (navigator.onLine === false) { event.preventDefault(); showConnection(); return }
    if (form.dataset.sent && Date.now() - Number(form.dataset.sent) < 4000) { event.preventDefault(); return }
    form.dataset.sent = Date.now()
    remember(form)
    if (event.submitter) event.submitter.classList.add('is-busy')
    setTimeout(function () { each('.is-busy', form, function (button) { button.classList.remove('is-busy') }) }, 6000)
    if (form.dataset.upload !== undefined) upload(event, form)
  })

  // uploads show how far they are
  function upload (event, form) {
    var files = 0
    each('input[type=file]', form, function (input) { files += input.files.length })
    if (!files || !window.XMLHttpRequest || !window.FormData) return
    event.preventDefault()
    var data = new FormData(form)
    if (event.submitter && event.submitter.name) data.append(event.submitter.name, event.submitter.value)
    var row = make('div', 'sending')
    var bar = make('progress')
    var words = make('span', 'small muted nowrap', say.saySending)
    bar.max = 100
    bar.value = 0
    bar.setAttribute('aria-label', say.saySending)
    row.append(bar, words)
    ;(event.submitter ? event.submitter.parentNode : form).append(row)
    row.scrollIntoView({ block: 'nearest' })
    var request = new XMLHttpRequest()
    function over () { row.remove(); delete form.dataset.sent; each('.is-busy', form, function (button) { button.classList.remove('is-busy') }) }
    request.open('POST', form.getAttribute('action') || location.href)
    request.upload.onprogress = function (step) {
      if (!step.lengthComputable) return
      bar.value = 100 * step.loaded / step.total
      words.textContent = Math.round(bar.value) + ' %'
    }
    request.onload = function () {
      var page = new DOMParser().parseFromString(request.responseText, 'text/html')
      if (request.status < 400 && request.responseURL) {
        // the answer's "done" line was said to this request: take it along to the page it belongs to
        var lines = Array.prototype.map.call(page.querySelectorAll('#flashes .flash'), function (line) { return line.textContent.trim() })
        store('sessionStorage', function (shelf) { shelf.setItem('flashes', JSON.stringify(lines)) })
        location.assign(request.responseURL)
        return
      }
      over()
      var fresh = page.querySelector('main')
      if (!fresh) { note(say.sayFailed); return }
      var main = document.querySelector('main')
      main.replaceWith(document.adoptNode(fresh))
      if (window.htmx) window.htmx.process(fresh)
      window.scrollTo(0, 0)
      prepare()
    }
    request.onerror = request.ontimeout = function () { over(); note(navigator.onLine === false ? say.sayOffline : say.sayFailed) }
    request.send(data)
  }
  function carriedFlashes () {
    var lines = store('sessionStorage', function (shelf) { var kept = shelf.getItem('flashes'); shelf.removeItem('flashes'); return JSON.parse(kept || '[]') }) || []
    var holder = document.getElementById('flashes')
    if (!holder || holder.children.length) return
    lines.forEach(function (line) { holder.append(make('p', 'flash', line)) })
  }

  document.addEventListener('click', function (event) {
    var at = event.target.closest && event.target.closest('[data-copy],[data-print],[data-back],[data-again]')
    if (!at) return
    if (at.dataset.print !== undefined) window.print()
    if (at.dataset.again !== undefined) { event.preventDefault(); location.reload() }
    // back to where one came from, with its scroll and filters; the link itself is the way without a history
    if (at.dataset.back !== undefined && history.length > 1 && document.referrer.indexOf(location.origin + '/') === 0) { event.preventDefault(); history.back() }
    if (at.dataset.copy !== undefined && navigator.clipboard) navigator.clipboard.writeText(at.dataset.copy).then(function () { at.textContent = at.dataset.copied || say.sayCopied })
  })

  function comforts (root) { reveal(root); drafts(root) }
  function prepare () {
    forgetSent(document)
    comforts(document)
    var first = document.querySelector('main [data-focus]')
    if (first) first.focus()
  }
  function start () {
    if (say.user !== '0') forget(function (name) { return name.indexOf(mine) !== 0 && name.indexOf('draft:0:') !== 0 })
    carriedFlashes()
    prepare()
    showConnection()
    if (navigator.serviceWorker) navigator.serviceWorker.register('/sw.js').catch(function () {})
  }
  window.addEventListener('pageshow', function (event) {
    if (!event.persisted) return
    each('form[data-sent]', document, function (form) { delete form.dataset.sent })
    each('.is-busy', document, function (button) { button.classList.remove('is-busy') })
  })
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start)
  else start()
})()
