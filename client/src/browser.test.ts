// @vitest-environment happy-dom
import { readFileSync } from 'node:fs'
import { compileFunction } from 'node:vm'
import { transformSync } from 'esbuild'
import { act, createElement, StrictMode, type ComponentType } from 'react'
import * as jsxRuntime from 'react/jsx-runtime'
import { createRoot } from 'react-dom/client'
import { expect, test } from 'vitest'
import type { Client } from './connect.js'
import { browserWake } from './io/wake.js'
import * as hooks from './react.js'
import { createModel, me, type Model } from './testing/model.js'

Reflect.set(globalThis, 'IS_REACT_ACT_ENVIRONMENT', true)

/** With what React and the client do in the same tick. */
function during(work: () => void): Promise<void> {
  return act(async () => {
    work()
    await Promise.resolve()
  })
}

/** The component of the README. */
function readmeRoom(): ComponentType<{ readonly client: Client; readonly id: string }> {
  const readme = readFileSync('client/README.md', 'utf8')
  const [, jsx = ''] = /```jsx\n([\s\S]*?)```/.exec(readme) ?? []
  const { code } = transformSync(jsx, { loader: 'jsx', jsx: 'automatic', format: 'cjs' })
  const exported: { Room?: ComponentType<{ readonly client: Client; readonly id: string }> } = {}
  const module = { exports: exported }
  const modules: Readonly<Record<string, unknown>> = {
    'react/jsx-runtime': jsxRuntime,
    '@hanashi/client/react': hooks,
  }
  const run = compileFunction(code, ['module', 'require']) as (
    module: object,
    require: (name: string) => unknown,
  ) => void
  run(module, (name) => modules[name])
  const { Room } = module.exports
  if (!Room) throw new Error('the README has no Room')
  return Room
}

function say(model: Model, text: string): void {
  const messageId = `m${model.log.end}`
  const ids = { eventId: `e${model.log.end}`, messageId }
  model.log.append({ type: 'MessageSent', group: 'room', actor: me, ...ids, version: 1, text })
  model.realtime.wake()
}

test("the README's component shows a group as it changes, and leaves it", async () => {
  const model = createModel()
  const client = model.connect()
  const Room = readmeRoom()
  const place = document.createElement('div')
  const root = createRoot(place)
  const lines = () => [...place.querySelectorAll('li')].map((line) => line.textContent)
  await during(() =>
    root.render(createElement(StrictMode, null, createElement(Room, { client, id: 'room' }))),
  )
  expect(place.querySelector('p')?.textContent).toBe('connecting')
  say(model, 'first')
  await act(() => model.clock.pass(1_000))
  expect(place.querySelector('p')?.textContent).toBe('live')
  expect(lines()).toEqual(['mika: first'])
  await during(() => place.querySelector('button')?.click())
  expect(lines()).toEqual(['mika: first', 'mika: hi'])
  expect(place.querySelector('p')?.textContent).toBe('live, 1 to be sent')
  await act(() => model.clock.pass(1_000))
  expect(place.querySelector('p')?.textContent).toBe('live')
  await during(() => root.unmount())
  expect(client.group('room').snapshot().status).toEqual({ state: 'paused' })
  client.close()
})

test('wakes when the browser comes online or the page is shown, until it is ended', () => {
  let woken = 0
  let shown: DocumentVisibilityState = 'hidden'
  Object.defineProperty(document, 'visibilityState', { get: () => shown, configurable: true })
  const end = browserWake(() => woken++)
  window.dispatchEvent(new Event('online'))
  expect(woken).toBe(1)
  document.dispatchEvent(new Event('visibilitychange'))
  expect(woken).toBe(1)
  shown = 'visible'
  document.dispatchEvent(new Event('visibilitychange'))
  expect(woken).toBe(2)
  end()
  window.dispatchEvent(new Event('online'))
  expect(woken).toBe(2)
})
