import { ask } from './http.js'

/** A metric's value by its name, all labels summed; undefined where there is none. Prometheus' text format. */
export async function readMetrics(
  url: string,
): Promise<(name: string, label?: string) => number | undefined> {
  const { text } = await ask('GET', `${url}/metrics`)
  const samples = text.split('\n').flatMap((line) => {
    const match = /^([a-zA-Z_:][\w:]*)(\{[^}]*\})? (\S+)/.exec(line)
    return match ? [{ name: match[1], labels: match[2] ?? '', value: Number(match[3]) }] : []
  })
  return (name, label = '') => {
    const fitting = samples.filter((sample) => sample.name === name && sample.labels.includes(label))
    return fitting.length === 0 ? undefined : fitting.reduce((sum, { value }) => sum + value, 0)
  }
}
