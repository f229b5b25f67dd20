import { cpus } from 'node:os'
import { median, type Figure } from './rounds.js'

const shown = (value: number): string =>
  value < 1 ? value.toFixed(3) : value < 10 ? value.toFixed(2) : Math.round(value).toLocaleString('en-US')

const summary = (values: readonly number[]) => ({
  median: median(values),
  least: Math.min(...values),
  most: Math.max(...values),
})

/** A row for each figure and limit; a share is the median of the rounds' shares, with the least and the most. */
export function tableRows(figure: Figure): readonly string[] {
  return figure.limits.map(({ name, values, shares }) => {
    const { median: share, least, most } = summary(shares)
    const range = `${least.toFixed(2)} to ${most.toFixed(2)}`
    return `| ${figure.name}, ${figure.unit} | ${shown(median(figure.ours))} | ${name} | ${shown(median(values))} | **${share.toFixed(2)}** | ${range} |`
  })
}

export const tableHead = [
  '| what | Hanashi | raw limit | raw | share of it | rounds |',
  '| --- | ---: | --- | ---: | ---: | --- |',
]

export function jsonReport(figures: readonly Figure[], kafka: string, tookMs: number): string {
  const report = {
    date: new Date().toISOString(),
    node: process.version,
    cores: cpus().length,
    kafka,
    tookMs: Math.round(tookMs),
    figures: figures.map(({ name, unit, ours, limits }) => ({
      name,
      unit,
      ours: { ...summary(ours), values: ours },
      limits: limits.map((limit) => ({
        name: limit.name,
        ...summary(limit.values),
        values: limit.values,
        share: { ...summary(limit.shares), values: limit.shares },
      })),
    })),
  }
  return `${JSON.stringify(report, null, 2)}\n`
}
