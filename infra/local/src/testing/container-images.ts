import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { projectRoot } from '../project.js'

/** The images of docker-compose.yml, by service: what is tested is what is run. @throws Error where a service has none */
export async function composeImages<Name extends string>(...names: Name[]): Promise<Record<Name, string>> {
  const { parse } = await import('yaml')
  const text = await readFile(join(projectRoot, 'docker-compose.yml'), 'utf8')
  const compose: unknown = parse(text, { merge: true })
  const images = names.map((name) => {
    const image = property(property(property(compose, 'services'), name), 'image')
    if (typeof image !== 'string') throw new Error(`docker-compose.yml has no image for ${name}`)
    return [name, image]
  })
  return Object.fromEntries(images) as Record<Name, string>
}

function property(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.entries(value).find(([key]) => key === name)?.[1]
}
