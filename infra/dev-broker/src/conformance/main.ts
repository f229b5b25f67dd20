import { writeFileSync } from 'node:fs'
import { expectedPath, readExpected } from './expected.js'
import { differences } from './differences.js'
import { compare } from './compare.js'
import { look, observations } from './suite.js'

/**
 * `node dist/conformance/main.js record|check PORT`: looks at the broker on 127.0.0.1:PORT and says where it differs from
 * what is expected; `record` writes that down, from an Apache Kafka. Needs kcat.
 */
const [task, portText] = process.argv.slice(2)
const port = Number(portText)
if ((task !== 'record' && task !== 'check') || !(port > 0))
  throw new Error('Usage: main.js record|check PORT')
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const seen = await look(port, observations, say)
const inOrder = Object.fromEntries(observations.map(({ name }) => [name, seen[name]]))
if (task === 'record') writeFileSync(expectedPath, `${JSON.stringify(inOrder, null, 1)}\n`)
else {
  for (const { name, expected, found } of compare(readExpected(), seen, {}))
    say(
      `DIFFERS${name in differences ? ' (listed)' : ''}: ${name}\n  expected ${expected}\n  found    ${found}`,
    )
}
