import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { connect } from '@hanashi/client/connect'
import { derivedKey } from '@hanashi/client/derived-key'

const { TOKEN: token, GROUP: group = 'global', FILE: file = 'ping-bot.position' } = process.env
const { COMMAND_URL: commandUrl, QUERY_URL: queryUrl, REALTIME_URL: realtimeUrl } = process.env
const client = connect({ token, commandUrl, queryUrl, realtimeUrl })
client.onStatus(() => process.stderr.write(`${client.status().state}\n`))
const from = existsSync(file) ? readFileSync(file, 'utf8') : undefined

for await (const { type, text, messageId, position } of client.replay({ group, from, follow: true })) {
  if (type === 'MessageSent' && text === '!ping')
    await client
      .group(group)
      .send('pong', { key: await derivedKey('ping-bot', messageId), replyTo: messageId }).outcome
  writeFileSync(file, position)
}
