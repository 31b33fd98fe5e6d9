// Builds static/vendor/ from the installed packages: scripts are copied, Bootstrap is compiled from the parts in use,
// and one sprite is made of the icons in use.
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as sass from 'sass'

const here = dirname(fileURLToPath(import.meta.url))
const modules = join(here, 'node_modules')
const vendor = join(here, '..', '..', 'static', 'vendor')

rmSync(vendor, { recursive: true, force: true })
mkdirSync(vendor, { recursive: true })

// a source map that is not there would only be a failed request in somebody's developer tools
for (const [from, to] of [
  ['htmx.org/dist/htmx.min.js', 'htmx.min.js'],
  ['socket.io-client/dist/socket.io.min.js', 'socket.io.min.js']
]) {
  const text = readFileSync(join(modules, from), 'utf8').replace(/\n?\/\/# sourceMappingURL=.*\s*$/, '\n')
  writeFileSync(join(vendor, to), text)
}

const css = sass.compile(join(here, 'bootstrap.scss'), {
  loadPaths: [modules],
  style: 'compressed',
  charset: false,
  quietDeps: true,
  silenceDeprecations: ['import', 'global-builtin', 'color-functions']
})
const names = [
  'tokens', 'shell', 'parts', 'forms', 'news', 'duty', 'desk', 'costs', 'notices', 'rounds', 'elder', 'print'
]
const own = names.map((name) =>
  readFileSync(join(here, '..', '..', 'static', 'css', `${name}.css`), 'utf8')
)
// One style sheet, one request: Bootstrap's parts first, ours after them. Without charset: false a byte order mark would
// stand between the two and spoil the first rule after it, which is the one with all the colours.
const ours = sass.compileString(own.join('\n'), { style: 'compressed', syntax: 'css', charset: false })
writeFileSync(join(vendor, 'hub.css'), css.css + ours.css)

// The sprite holds the icons that templates and Python name: every quoted word of a template, and in Python the words
// with a hyphen or beside "icon" or "glyph", that is the name of an icon. icons.json: "also" gives an icon a second, plainer
// name; "script" are those only the scripts name.
const { also, script } = JSON.parse(readFileSync(join(here, 'icons.json'), 'utf8'))
const drawn = (name) => existsSync(join(modules, 'bootstrap-icons', 'icons', `${name}.svg`))
const wanted = new Map(script.map((name) => [name, name]))
const root = join(here, '..', '..')
for (const file of readdirSync(root, { recursive: true }).filter((f) => /^(templates|hub)[\\/].*\.(html|py)$/.test(f))) {
  const html = file.endsWith('.html')
  for (const line of readFileSync(join(root, file), 'utf8').split('\n')) {
    for (const [, word] of line.matchAll(/['"]([a-z0-9-]+)['"]/g)) {
      if (!html && !word.includes('-') && !/icon|glyph/.test(line)) continue
      if (also[word]) wanted.set(word, also[word])
      else if (drawn(word)) wanted.set(word, word)
    }
    for (const [, word] of line.matchAll(/\bicon\(['"]([^'"]+)['"]/g)) {
      if (!wanted.has(word)) throw new Error(`${file} asks for the icon "${word}", which does not exist`)
    }
  }
}
const symbols = [...wanted].sort().map(([id, name]) => {
  const svg = readFileSync(join(modules, 'bootstrap-icons', 'icons', `${name}.svg`), 'utf8')
  const [, attributes, inner] = /<svg([^>]*)>([\s\S]*)<\/svg>/.exec(svg)
  const box = /viewBox="([^"]*)"/.exec(attributes)[1]
  return `<symbol id="${id}" viewBox="${box}">${inner.replace(/\s*\n\s*/g, '')}</symbol>`
})
writeFileSync(join(vendor, 'icons.svg'), `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`)
copyFileSync(join(modules, 'htmx.org', 'LICENSE'), join(vendor, 'htmx.LICENSE.txt'))
