import { createHash } from 'node:crypto'
import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { errorCode } from './errors.js'

export interface WorkspacePackage {
  readonly name: string
  readonly folder: string
  /** Names of the packages of this project that it imports when it runs. */
  readonly imports: readonly string[]
}

/** All packages of the project: the folders with a package.json, at most two levels down. */
export async function findPackages(root: string): Promise<WorkspacePackage[]> {
  const levelOne = await subfolders(root)
  const levelTwo = (await Promise.all(levelOne.map(subfolders))).flat()
  const found = await Promise.all([...levelOne, ...levelTwo].map(readPackage))
  return found.filter((one) => one !== undefined)
}

/** The package and all packages that it imports, directly or not. */
export function withDependencies(
  start: WorkspacePackage,
  packages: readonly WorkspacePackage[],
): readonly WorkspacePackage[] {
  const found = new Set<WorkspacePackage>()
  const visit = (one: WorkspacePackage) => {
    if (found.has(one)) return
    found.add(one)
    for (const next of packages) if (one.imports.includes(next.name)) visit(next)
  }
  visit(start)
  return [...found]
}

/** Of the compiled code of these packages, tests left out: the same text for the same code. */
export async function outputHash(packages: readonly WorkspacePackage[]): Promise<string> {
  const hash = createHash('sha256')
  for (const { folder } of packages) {
    for (const file of await compiledFiles(join(folder, 'dist')))
      hash.update(file).update(await readFile(file))
  }
  return hash.digest('hex')
}

async function compiledFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith('.js') && !entry.name.endsWith('.test.js'))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}

async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.') && entry.name !== 'node_modules')
    .map((entry) => join(folder, entry.name))
}

async function readPackage(folder: string): Promise<WorkspacePackage | undefined> {
  try {
    const manifest: unknown = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'))
    if (typeof manifest !== 'object' || manifest === null || !('name' in manifest)) return undefined
    const dependencies = 'dependencies' in manifest ? manifest.dependencies : undefined
    const imports = Object.keys(dependencies ?? {}).filter((name) => name.startsWith('@hanashi/'))
    return { name: String(manifest.name), folder, imports }
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw new Error(`the package.json in ${folder} can't be read`, { cause: error })
  }
}
