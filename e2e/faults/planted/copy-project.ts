import { execFile } from 'node:child_process'
import { cp, mkdir, readdir, readlink, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** What a run needs, built; nothing of version control, data, or other programs. */
const parts = [
  'schemas',
  'lib',
  'command-api',
  'projector',
  'query-api',
  'realtime',
  'infra',
  'e2e',
  'package.json',
  'tsconfig.base.json',
]

/** A copy of the project whose packages find each other, and not those of the original. */
export async function copyProject(from: string, to: string): Promise<void> {
  await rm(to, { recursive: true, force: true })
  await mkdir(to, { recursive: true })
  for (const part of parts) {
    await cp(join(from, part), join(to, part), {
      recursive: true,
      filter: (source) => !/[\\/](node_modules|\.turbo|\.data)$/.test(source),
    })
  }
  const [theirs, ours] = [join(from, 'node_modules'), join(to, 'node_modules')]
  await mkdir(join(ours, '@hanashi'), { recursive: true })
  for (const name of await readdir(theirs)) {
    if (name !== '@hanashi') await symlink(join(theirs, name), join(ours, name))
  }
  // Relative links into the workspaces: here those of the copy.
  for (const name of await readdir(join(theirs, '@hanashi'))) {
    await symlink(await readlink(join(theirs, '@hanashi', name)), join(ours, '@hanashi', name))
  }
  await mkdir(join(to, '.data'))
  await symlink(join(from, '.data', 'apache-kafka'), join(to, '.data', 'apache-kafka'))
}

/** Applies a patch to the copy and compiles the package that it is for. @throws where it no longer applies */
export async function plant(project: string, patchFile: string, packageFolder: string): Promise<void> {
  await run('git', ['apply', '--unsafe-paths', patchFile], { cwd: project })
  await compile(project, packageFolder)
}

/** Takes the patch out again. */
export async function unplant(project: string, patchFile: string, packageFolder: string): Promise<void> {
  await run('git', ['apply', '--reverse', '--unsafe-paths', patchFile], { cwd: project })
  await compile(project, packageFolder)
}

async function compile(project: string, packageFolder: string): Promise<void> {
  const tsc = join(project, 'node_modules', 'typescript', 'bin', 'tsc')
  // A planted bug leaves things unused.
  const lenient = ['--noUnusedLocals', 'false', '--noUnusedParameters', 'false']
  await run(process.execPath, [tsc, '-p', join(project, packageFolder), ...lenient])
}
