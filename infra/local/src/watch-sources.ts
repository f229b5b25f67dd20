import { join } from 'node:path'
import { buildPackages } from './build-packages.js'
import { errorText } from './errors.js'
import type { LocalStack } from './local-stack.js'
import { type WorkspacePackage, findPackages, outputHash, withDependencies } from './packages.js'
import { projectRoot } from './project.js'
import type { Steps } from './steps.js'
import type { Supervised } from './supervised.js'
import { FolderWatch } from './watch-folder.js'

/** Editors write several files at once. */
const quietMs = 150

/**
 * Watches the sources of everything that the services consist of. After a change all that changed is built, and the
 * parts whose compiled code is another then are started again. A build that fails is shown and changes nothing.
 * Answers what ends the watching.
 */
export async function watchSources(
  stack: Pick<LocalStack, 'parts'>,
  steps: Steps,
): Promise<() => Promise<void>> {
  const packages = await findPackages(projectRoot)
  const targets = await Promise.all(
    stack.parts.flatMap((part) => {
      const code = codeOf(part, packages)
      return code.length === 0 ? [] : [describe(part, code)]
    }),
  )
  const names = [...new Set(targets.flatMap(({ code }) => code.map(({ name }) => name)))]
  let work: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | undefined
  const changed = () => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      work = work.then(() => buildAndRestart(targets, names, steps))
    }, quietMs)
  }
  const watch = new FolderWatch(changed)
  for (const { name, folder } of packages) if (names.includes(name)) await watch.add(join(folder, 'src'))
  steps.say(`  Watching the sources of ${names.length} packages.`)
  return async () => {
    clearTimeout(timer)
    watch.close()
    await work
  }
}

interface Target {
  readonly part: Supervised
  readonly code: readonly WorkspacePackage[]
  hash: string
}

async function describe(part: Supervised, code: readonly WorkspacePackage[]): Promise<Target> {
  return { part, code, hash: await outputHash(code) }
}

/** Services are named after their folder, everything else is below `infra/`. */
function codeOf({ part }: Supervised, packages: readonly WorkspacePackage[]): readonly WorkspacePackage[] {
  const folders = [join(projectRoot, part.name), join(projectRoot, 'infra', part.name)]
  const own = packages.find(({ folder }) => folders.includes(folder))
  return own === undefined ? [] : withDependencies(own, packages)
}

/** Never rejected: the next change is a new chance. */
async function buildAndRestart(
  targets: readonly Target[],
  names: readonly string[],
  steps: Steps,
): Promise<void> {
  try {
    await steps.run('build', () => buildPackages(names))
    for (const target of targets) {
      const hash = await outputHash(target.code)
      if (hash === target.hash) continue
      target.hash = hash
      await steps.run(
        target.part.part.name,
        () => target.part.restart(),
        () => 'restarted',
      )
    }
  } catch (error) {
    steps.say(errorText(error))
  }
}
