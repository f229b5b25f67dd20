import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { projectRoot } from './prepare.mjs'

/**
 * node infra/bin/complete-lock.mjs
 *
 * npm leaves optional packages of other platforms out of package-lock.json when the registry in use doesn't have them,
 * and `npm ci` then refuses the file everywhere. This adds them (version and platform; their package names tell).
 *
 * @typedef {{ version?: string, optional?: boolean, dev?: boolean, os?: string[], cpu?: string[], libc?: string[],
 *   optionalDependencies?: Record<string, string> }} Entry
 * @typedef {{ packages: Record<string, Entry> }} Lock
 */

/**
 * Names and versions of the optional packages that are asked for and not in the lock.
 * @param {Lock} lock
 */
export function missingOptional({ packages }) {
  const there = new Set(
    Object.keys(packages).map((path) => path.slice(path.lastIndexOf('node_modules/') + 13)),
  )
  return Object.values(packages).flatMap(({ dev, optionalDependencies = {} }) =>
    Object.entries(optionalDependencies)
      .filter(([name]) => !there.has(name))
      .map(([name, version]) => ({ name, version, dev })),
  )
}

/**
 * The platform that a package such as `@x/linux-arm64-musl` is for.
 * @param {string} name
 */
export function platformOf(name) {
  const os = /(android|darwin|freebsd|linux|openharmony|win32|windows)/.exec(name)?.[1]
  const cpu = /(arm64|arm|x64|ia32|ppc64|riscv64|s390x|64)/.exec(
    name.slice(name.indexOf(os ?? '') + (os?.length ?? 0)),
  )?.[1]
  if (os === undefined || cpu === undefined)
    throw new Error(`${name}: its platform can't be told from its name`)
  const libc = /(musl|gnu)/.exec(name)?.[1]
  return {
    os: [os === 'windows' ? 'win32' : os],
    cpu: [cpu === '64' ? 'x64' : cpu],
    ...(libc && os === 'linux' && { libc: [libc === 'gnu' ? 'glibc' : 'musl'] }),
  }
}

/** @param {string} path */
function complete(path) {
  const lock = /** @type {Lock} */ (JSON.parse(readFileSync(path, 'utf8')))
  const missing = missingOptional(lock)
  for (const { name, version, dev } of missing) {
    const { cpu, libc, os } = platformOf(name)
    lock.packages[`node_modules/${name}`] = {
      version,
      cpu,
      ...(dev && { dev }),
      ...(libc && { libc }),
      optional: true,
      os,
    }
  }
  const sorted = Object.entries(lock.packages).toSorted(([a], [b]) => a.localeCompare(b, 'en'))
  writeFileSync(path, `${JSON.stringify({ ...lock, packages: Object.fromEntries(sorted) }, undefined, 2)}\n`)
  return missing.length
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  process.stdout.write(
    `${complete(join(projectRoot, 'package-lock.json'))} packages added to package-lock.json\n`,
  )
}
