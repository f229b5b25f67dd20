import { createHash } from 'node:crypto'
import { access, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { delimiter, join, resolve } from 'node:path'
import { randomUUID } from 'node:crypto'
import { runMaven } from './maven.js'
import { errorCode } from './setup-error.js'

const pomFile = resolve(import.meta.dirname, '../pom.xml')

/**
 * The class path of Apache Kafka and its tools, as `java -cp` takes it. Maven is asked once; the answer is kept in
 * `cacheDir/classpath.txt` and asked for again when `pom.xml` has changed or one of the jars has gone.
 */
export async function kafkaClasspath(cacheDir: string): Promise<string> {
  const pomHash = createHash('sha256')
    .update(await readFile(pomFile))
    .digest('hex')
  const cacheFile = join(cacheDir, 'classpath.txt')
  const cached = parseCache(await readIfThere(cacheFile), pomHash)
  if (cached !== undefined && (await allThere(cached))) return cached.join(delimiter)

  await mkdir(cacheDir, { recursive: true })
  const answerFile = join(resolve(cacheDir), `classpath.${randomUUID()}.tmp`)
  try {
    await runMaven('Apache Kafka', [
      '-f',
      pomFile,
      'dependency:build-classpath',
      `-Dmdep.outputFile=${answerFile}`,
    ])
    const jars = (await readFile(answerFile, 'utf8')).trim().split(delimiter)
    await writeFile(answerFile, formatCache(jars, pomHash))
    await rename(answerFile, cacheFile)
    return jars.join(delimiter)
  } finally {
    await rm(answerFile, { force: true })
  }
}

/** The hash of the pom.xml in the first line, then a jar a line. */
export function formatCache(jars: readonly string[], pomHash: string): string {
  return [pomHash, ...jars, ''].join('\n')
}

/** The jars of a kept class path; undefined where it is of another pom.xml or holds none. */
export function parseCache(text: string | undefined, pomHash: string): string[] | undefined {
  const [hash, ...jars] = (text ?? '').split('\n').filter((line) => line !== '')
  return hash === pomHash && jars.length > 0 ? jars : undefined
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

async function allThere(files: readonly string[]): Promise<boolean> {
  const results = await Promise.allSettled(files.map((file) => access(file)))
  return results.every((result) => result.status === 'fulfilled')
}
