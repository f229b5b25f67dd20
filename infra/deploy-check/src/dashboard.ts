import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot } from './project-root.js'

const words = new Set(
  'sum max min avg rate deriv increase histogram_quantile by le and or without on ignoring'.split(' '),
)

/** The names of the series that the dashboard's questions are about, without labels, functions and times. */
export function dashboardSeries(): ReadonlySet<string> {
  const text = readFileSync(
    join(projectRoot, 'infra', 'containers', 'grafana', 'dashboards', 'hanashi.json'),
    'utf8',
  )
  const expressions = [...text.matchAll(/"expr": ("(?:[^"\\]|\\.)*")/g)].map(([, json = '""']) =>
    String(JSON.parse(json)),
  )
  return new Set(expressions.flatMap(seriesIn))
}

function seriesIn(expression: string): readonly string[] {
  const bare = expression
    .replaceAll(/\{[^}]*\}|\[[^\]]*\]/g, '')
    .replaceAll(/\b(?:by|without|on|ignoring)\s*\([^)]*\)/g, '')
  return [...bare.matchAll(/[a-z_][a-z0-9_]*/g)].map(([name]) => name).filter((name) => !words.has(name))
}
