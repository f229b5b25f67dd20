import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { projectRoot } from '@hanashi/local/project'
import { plantedBugs, type PlantedBug } from './catalogue.js'
import { copyProject, plant, unplant } from './copy-project.js'

const say = (line: string) => void process.stdout.write(`${line}\n`)

/**
 * Plants each bug in a copy of the project and runs the fault tests until they find the promise broken that was named beforehand.
 * @param names of the bugs to plant; all of them where there is none. `--clean`: the same seeds on the copy as it is
 * @returns the exit code: 0 when all were found, and nothing was found where nothing is planted
 */
export async function main(argv: readonly string[]): Promise<number> {
  const clean = argv.includes('--clean')
  const names = argv.filter((one) => !one.startsWith('--'))
  const bugs = plantedBugs.filter(({ name }) => names.length === 0 || names.includes(name))
  const folder = await mkdtemp(join(tmpdir(), 'hanashi-planted-'))
  await chmod(folder, 0o711) // Where we are root, Postgres runs as somebody else.
  const project = join(folder, 'project')
  try {
    await copyProject(projectRoot, project)
    const good: boolean[] = []
    for (const bug of bugs) good.push(clean ? await runClean(bug, project) : await runPlanted(bug, project))
    say(`${good.filter(Boolean).length} of ${bugs.length} ${clean ? 'clean' : 'found'}`)
    return good.every(Boolean) ? 0 : 1
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function runPlanted(bug: PlantedBug, project: string): Promise<boolean> {
  const patch = join(import.meta.dirname, `${bug.name}.patch`)
  await plant(project, patch, bug.package)
  try {
    for (const seed of bug.seeds) {
      const broken = await brokenPromises(project, seed, bug.minutes)
      if (broken === undefined) continue
      const found = broken.includes(bug.breaks)
      say(
        `${bug.name}, seed ${seed}, ${bug.minutes} min: ${found ? 'FOUND' : 'not found'} (${broken.join(', ')})`,
      )
      if (found) return true
    }
    return false
  } finally {
    await unplant(project, patch, bug.package)
  }
}

async function runClean(bug: PlantedBug, project: string): Promise<boolean> {
  const [seed = 1] = bug.seeds
  const broken = await brokenPromises(project, seed, bug.minutes)
  if (broken === undefined) return false
  say(
    `nothing planted, seed ${seed}, ${bug.minutes} min: ${broken.length === 0 ? 'clean' : broken.join(', ')}`,
  )
  return broken.length === 0
}

/** One run of the copy's own fault tests on the copy's services; undefined where it came to no verdict. */
async function brokenPromises(project: string, seed: number, minutes: number): Promise<string[] | undefined> {
  const folder = join(project, '..', `run-${seed}-${process.hrtime.bigint()}`)
  const args = ['--minutes', String(minutes), '--seed', String(seed), '--kafka', 'dev', '--folder', folder]
  const script = join(project, 'e2e', 'faults', 'built.mjs')
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'ignore', 'inherit'] })
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', resolve)
  })
  if (!existsSync(join(folder, 'verdict.json'))) {
    say(`the run with seed ${seed} ended with ${code}, without a verdict`)
    return undefined
  }
  const verdict = JSON.parse(await readFile(join(folder, 'verdict.json'), 'utf8')) as {
    broken: Record<string, number>
  }
  await rm(folder, { recursive: true, force: true })
  return Object.keys(verdict.broken)
}
