import { beforeAll, expect, test } from 'vitest'
import { randomUUID } from 'node:crypto'
import { bodies } from '../bad-input/bodies.js'
import type { World } from '../bad-input/bad-case.js'
import { commands } from '../bad-input/commands.js'
import { queries } from '../bad-input/queries.js'
import { sockets } from '../bad-input/sockets.js'
import { tokens } from '../bad-input/tokens.js'
import { wire } from '../bad-input/wire.js'
import { ask, expectStatus } from '../src/http.js'
import { endOffsets } from '../src/log-reader.js'
import { getPage } from '../src/pages.js'
import { makePerson, type Sent } from '../src/people.js'
import { connect } from '../src/socket-client.js'
import { addressesOf, story } from '../src/story.js'

const cases = [...tokens, ...bodies, ...commands, ...queries, ...wire, ...sockets]

story('bad input', {}, (stack) => {
  let world: World
  let endsBefore: readonly (readonly number[])[]
  const ends = async () => {
    const { kafkaBrokers, groupsTopic, usersTopic } = stack()
    return [await endOffsets(kafkaBrokers, groupsTopic), await endOffsets(kafkaBrokers, usersTopic)]
  }

  beforeAll(async () => {
    const addresses = addressesOf(stack())
    const { commandApi, queryApi, realtime } = addresses
    const [ann, bob] = [await makePerson(commandApi, 'ann'), await makePerson(commandApi, 'bob')]
    const group = `bad-${randomUUID()}`
    const send = (name: string, key: string) =>
      expectStatus<Sent>(201, 'POST', `${commandApi}/messages/${name}`, {
        token: ann.token,
        headers: { 'idempotency-key': key },
        body: { text: 'hello' },
      })
    const [message, deleted] = [randomUUID(), randomUUID()]
    await send(group, message)
    await send(group, deleted)
    const url = `${commandApi}/messages/${group}`
    const { position } = await expectStatus<Sent>(200, 'PUT', `${url}/${message}`, {
      token: ann.token,
      body: { text: 'hello!' },
    })
    await expectStatus(200, 'DELETE', `${url}/${deleted}`, { token: ann.token })
    const partition = position.split(':')[1]
    let other = await send(`other-${randomUUID()}`, randomUUID())
    while (other.position.split(':')[1] === partition)
      other = await send(`other-${randomUUID()}`, randomUUID())
    await send(other.group, randomUUID())
    const foreign = await getPage(queryApi, other.group, ann.token, '?limit=1', other.position)
    world = {
      ...addresses,
      secret: stack().jwtSecret,
      group,
      ann,
      bob,
      importToken: stack().token({ ...ann, scopes: ['import'] }),
      message,
      deleted,
      inOtherGroup: other.messageId,
      usedKey: message,
      position,
      foreignCursor: foreign.before ?? foreign.after ?? '',
      foreignPosition: other.position,
      socket: await connect(realtime, ann.token),
      token: (claims) => stack().token(claims),
    }
    endsBefore = await ends()
  })

  test('the table has at least 60 causes, none twice', () => {
    const causes = cases.map(({ cause }) => cause)
    expect(new Set(causes).size).toBe(causes.length)
    expect(causes.length).toBeGreaterThanOrEqual(60)
  })

  test.each(cases)('$cause: $status $code', async ({ run, status, code }) => {
    expect(await run(world)).toEqual({ status, code })
  })

  test('after all of it the log ends where it did, and everything is alive and works', async () => {
    expect(await ends()).toEqual(endsBefore)
    for (const { name, url, diedUnasked } of stack().processes) {
      expect(diedUnasked, name).toBe(false)
      if (name.startsWith('registry')) continue
      expect((await ask('GET', `${url}/health`)).status, name).toBe(200)
      expect((await ask('GET', `${url}/ready`)).status, name).toBe(200)
    }
    expect(world.socket.socket.connected).toBe(true)
    expect(await world.socket.ask('send', { group: world.group, text: 'still here' })).toMatchObject({
      ok: true,
    })
    world.socket.close()
  })
})
