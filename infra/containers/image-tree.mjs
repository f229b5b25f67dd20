import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'

/**
 * node image-tree.mjs FROM TO command-api
 *
 * Copies what one program needs into the tree of its image: the workspaces that it depends on, compiled and without tests, a
 * package.json with only these as workspaces, and the lock file cut down to match. `npm ci --omit=dev` in TO then
 * installs the packages in the versions of the lock.
 *
 * @typedef {Record<string, string>} Names
 * @typedef {{ dependencies?: Names, devDependencies?: Names, workspaces?: string[], scripts?: Names }} Manifest
 * @typedef {Manifest & { link?: boolean, resolved?: string }} Locked
 * @typedef {{ packages: Record<string, Locked> }} Lock
 */
const [from = '', to = '', service = ''] = process.argv.slice(2)
if (service === '' || !existsSync(join(from, service, 'dist'))) {
  console.error(
    'usage: image-tree.mjs FROM TO SERVICE; FROM: the built project, SERVICE: one of its workspaces',
  )
  process.exit(2)
}
const lock = /** @type {Lock} */ (readJson('package-lock.json'))
const folderOf = new Map(
  Object.entries(lock.packages).flatMap(([path, { link, resolved }]) =>
    link === true && resolved !== undefined ? [[path.replace('node_modules/', ''), resolved]] : [],
  ),
)
const needed = neededBy(service)
for (const folder of needed) copyWorkspace(folder)
writeRoot()
writeLock()
for (const file of ['.npmrc', 'LICENSE', 'infra/containers/healthcheck.mjs']) {
  cpSync(join(from, file), join(to, file), { recursive: true })
}

/**
 * The workspace and those that it depends on.
 * @param {string} folder
 * @param {Set<string>} found
 */
function neededBy(folder, found = new Set()) {
  if (found.has(folder)) return found
  found.add(folder)
  for (const name of Object.keys(readManifest(join(folder, 'package.json')).dependencies ?? {})) {
    const next = folderOf.get(name)
    if (next !== undefined) neededBy(next, found)
  }
  return found
}

/** @param {string} folder */
function copyWorkspace(folder) {
  cpSync(join(from, folder, 'dist'), join(to, folder, 'dist'), { recursive: true, filter: isNeeded })
  const {
    devDependencies: _development,
    scripts: _scripts,
    ...manifest
  } = readManifest(join(folder, 'package.json'))
  writeJson(join(folder, 'package.json'), manifest)
}

/**
 * Not in an image: tests and what they share, scripts of the build, types, source maps.
 * @param {string} path
 */
function isNeeded(path) {
  const name = basename(path)
  return !['testing', 'scripts'].includes(name) && !/\.(test\.js|d\.ts|map|tsbuildinfo)$/.test(name)
}

function writeRoot() {
  const { devDependencies: _development, ...root } = readManifest('package.json')
  writeJson('package.json', { ...root, workspaces: [...needed], scripts: {} })
}

/** Packages that only others ask for stay in the lock, and `npm ci` passes them over. */
function writeLock() {
  const gone = [...folderOf].filter(([, folder]) => !needed.has(folder))
  const prefixes = gone.flatMap(([name, folder]) => [`node_modules/${name}`, folder])
  const packages = Object.fromEntries(
    Object.entries(lock.packages)
      .filter(([path]) => !prefixes.some((prefix) => path === prefix || path.startsWith(`${prefix}/`)))
      .map(([path, entry]) => [path, needed.has(path) || path === '' ? withoutDevelopment(entry) : entry]),
  )
  packages[''] = { ...packages[''], workspaces: [...needed] }
  writeJson('package-lock.json', { ...lock, packages })
}

/** @param {Locked} entry */
function withoutDevelopment({ devDependencies: _development, ...entry }) {
  return entry
}

/** @param {string} path */
function readManifest(path) {
  return /** @type {Manifest} */ (readJson(path))
}

/**
 * @param {string} path
 * @returns {unknown}
 */
function readJson(path) {
  return JSON.parse(readFileSync(join(from, path), 'utf8'))
}

/**
 * @param {string} path
 * @param {object} value
 */
function writeJson(path, value) {
  mkdirSync(join(to, path, '..'), { recursive: true })
  writeFileSync(join(to, path), `${JSON.stringify(value, null, 2)}\n`)
}
