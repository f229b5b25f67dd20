import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Client } from './connect.js'
import type { ShownMessage } from './core/shown.js'
import { memoryStorage } from './memory-storage.js'
import { createModel, me, type Model } from './testing/model.js'

const group = 'room'
const other = { userId: '0192f0c0-0000-7000-8000-000000000002', username: 'yuki' }

type Step =
  | {
      readonly do: 'other-sends' | 'elsewhere' | 'copy' | 'other-edits' | 'other-deletes'
      readonly pick: number
    }
  | { readonly do: 'send' | 'edit' | 'delete'; readonly pick: number }
  | { readonly do: 'cut' | 'resync' | 'positions' | 'wake' | 'reload' | 'project' | 'older' }
  | { readonly do: 'pass'; readonly ms: number }
  | { readonly do: 'offline' | 'online' }
  | { readonly do: 'restore'; readonly part: number }
  | { readonly do: 'fault'; readonly fault: 'lost' | 'answer-lost' | 'twice' | 'unavailable' }

const pick = fc.nat(50)
const steps: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: fc.constantFrom('other-sends', 'other-edits', 'other-deletes', 'elsewhere', 'copy'),
      pick,
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('send', 'edit', 'delete'), pick }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constantFrom('cut', 'resync', 'positions', 'wake', 'reload', 'project', 'older'),
    }),
  },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('pass'),
      ms: fc.oneof(fc.nat(4), fc.nat(6), fc.nat(300), fc.nat(20_000)),
    }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('offline', 'online') }) },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant('restore'), part: fc.double({ min: 0, max: 1, noNaN: true }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('fault'),
      fault: fc.constantFrom('lost', 'answer-lost', 'twice', 'unavailable'),
    }),
  },
)

const settings = fc.record({
  frameSize: fc.integer({ min: 1, max: 4 }),
  maxGap: fc.constantFrom(3, 10, 1_000),
  repeats: fc.boolean(),
  leaksCopies: fc.boolean(),
})

test('whatever is cut, copied, edited, deleted, lost or begun anew: in the end what is shown is what a fresh fetch shows', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(steps, { minLength: 10, maxLength: 120, size: 'max' }),
      settings,
      async (all, chosen) => {
        const model = createModel()
        Object.assign(model.realtime, chosen)
        const person = createPerson(model)
        for (const step of all) await take(model, person, step)

        model.api.online = true
        model.realtime.online = true
        model.api.faults.length = 0
        model.api.projected = model.log.end
        model.wake()
        await model.clock.pass(120_000)

        expect(person.client.status()).toEqual({ state: 'live', waiting: 0 })
        expect(person.shown().map(withoutOutgoing)).toEqual(
          model.log.messages(group).slice(-person.shown().length),
        )
        await person.loadAll()
        expect(person.shown().map(withoutOutgoing)).toEqual(model.log.messages(group))
        expect(model.warnings).toEqual([])
        // In the order in which they were typed, each once.
        const mine = model.log.messages(group).filter(({ author }) => author.userId === me.userId)
        const typed = person.typed.filter((id) => mine.some(({ messageId }) => messageId === id))
        expect(mine.map(({ messageId }) => messageId)).toEqual(typed)
        if (!all.some((step) => step.do === 'restore')) expect(typed).toEqual(person.typed)
        person.client.close()
      },
    ),
    { numRuns: 400 },
  )
}, 120_000)

function createPerson(model: Model) {
  const storage = memoryStorage()
  let client: Client
  const typed: string[] = []
  const listen = () => {
    client = model.connect({ storage })
    client.group(group).subscribe(() => undefined)
  }
  listen()
  return {
    typed,
    get client() {
      return client
    },
    shown: () => client.group(group).snapshot().messages,
    async reload() {
      client.close()
      listen()
      await model.clock.pass(0)
    },
    async loadAll() {
      for (let i = 0; i < 100 && client.group(group).snapshot().hasOlder; i++) {
        const loading = client.group(group).loadOlder()
        await model.clock.pass(50)
        expect(await loading).toMatchObject({ ok: true })
      }
    },
  }
}

async function take(model: Model, person: ReturnType<typeof createPerson>, step: Step): Promise<void> {
  const { log, realtime, api } = model
  const room = person.client.group(group)
  switch (step.do) {
    case 'other-sends':
    case 'elsewhere': {
      const messageId = `other ${log.generation} ${log.end}`
      log.append({
        type: 'MessageSent',
        group: step.do === 'elsewhere' ? 'elsewhere' : group,
        actor: other,
        eventId: `event of ${messageId}`,
        messageId,
        version: 1,
        text: `text ${step.pick}`,
      })
      return realtime.wake()
    }
    case 'other-edits':
    case 'other-deletes': {
      const target = at(log.messages(group), step.pick)
      if (!target) return
      const edits = step.do === 'other-edits'
      // Some are decided on an old version, and lose.
      const version = Math.max(2, target.version + 1 - (step.pick % 3))
      log.append({
        type: edits ? 'MessageEdited' : 'MessageDeleted',
        group,
        actor: other,
        eventId: `change at ${log.generation} ${log.end}`,
        messageId: target.messageId,
        version,
        ...(edits && { text: `edited ${step.pick}` }),
      })
      return realtime.wake()
    }
    case 'copy':
      if (log.end >= 0) log.copy(step.pick % (log.end + 1))
      return realtime.wake()
    case 'send':
      person.typed.push(room.send(`mine ${step.pick}`).messageId)
      return
    case 'edit':
    case 'delete': {
      const target = at(person.shown(), step.pick)
      if (!target || target.author.userId !== me.userId) return
      if (step.do === 'edit') room.edit(target.messageId, `mine, edited ${step.pick}`)
      else room.delete(target.messageId)
      return
    }
    case 'cut':
      return realtime.cut()
    case 'resync':
      return realtime.resync(group)
    case 'positions':
      return realtime.positions()
    case 'wake':
      return model.wake()
    case 'reload':
      return person.reload()
    case 'project':
      api.projected = log.end
      return
    case 'older':
      void room.loadOlder()
      return
    case 'pass':
      return model.clock.pass(step.ms)
    case 'offline':
    case 'online':
      api.online = realtime.online = step.do === 'online'
      if (step.do === 'offline') realtime.cut()
      return
    case 'restore':
      log.restore(Math.floor(step.part * (log.end + 1)))
      api.projected = log.end
      return realtime.cut()
    case 'fault':
      api.faults.push(step.fault)
  }
}

function at<T>(list: readonly T[], pick: number): T | undefined {
  return list[pick % Math.max(1, list.length)]
}

function withoutOutgoing(shown: ShownMessage) {
  const { outgoing: _, ...message } = shown
  return message
}
