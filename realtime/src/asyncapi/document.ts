import { messages } from '../message/messages.js'
import { version } from '../version.js'
import { answers } from './answers.js'
import { serverMessages } from './server-messages.js'

const description = `Socket.IO 4 over WebSocket only: \`io(url, { auth: { token }, transports: ['websocket'] })\`.

Every message of a client has one object and is acknowledged with \`{ ok: true, … }\` or \`{ ok: false, error }\`, where \`error\` is a problem document (RFC 9457). A handshake that is refused gives \`connect_error\` with the problem in \`data\`.

A position says where an event is in the log, and is opaque. Keep the latest one of each group (of an event, of \`positions\`, or of a page), and subscribe with it as \`after\`: nothing is missed and nothing comes twice.`

/** AsyncAPI 3.0, made from the definitions that check the clients' messages. */
export const asyncApi = {
  asyncapi: '3.0.0',
  info: { title: 'Hanashi realtime', version, license: { name: 'Apache-2.0' }, description },
  defaultContentType: 'application/json',
  servers: { realtime: { host: '127.0.0.1:8003', protocol: 'ws', pathname: '/socket.io/' } },
  channels: {
    socket: {
      address: '/',
      title: 'The default namespace of Socket.IO',
      messages: Object.fromEntries(
        [
          ...Object.keys(messages),
          ...Object.keys(messages).map(answerOf),
          ...Object.keys(serverMessages).map(fromServer),
        ].map((name) => [name, { $ref: `#/components/messages/${name}` }]),
      ),
    },
  },
  operations: { ...clientOperations(), ...serverOperations() },
  components: {
    messages: { ...clientMessages(), ...serverComponents() },
  },
} as const

function clientMessages(): Readonly<Record<string, object>> {
  const components: Record<string, object> = {}
  for (const [name, { request, summary }] of Object.entries(messages)) {
    const answer: object = answers[name as keyof typeof answers]
    components[name] = { name, title: name, summary, payload: request }
    components[answerOf(name)] = { name: answerOf(name), title: `Answer to ${name}`, payload: answer }
  }
  return components
}

function serverComponents(): Readonly<Record<string, object>> {
  const components: Record<string, object> = {}
  for (const [name, { payload, summary }] of Object.entries(serverMessages)) {
    components[fromServer(name)] = { name, title: name, summary, payload }
  }
  return components
}

function clientOperations() {
  return Object.fromEntries(
    Object.entries(messages).map(([name, { summary }]) => [
      name,
      {
        action: 'receive',
        channel: { $ref: '#/channels/socket' },
        summary,
        messages: [{ $ref: `#/channels/socket/messages/${name}` }],
        reply: {
          channel: { $ref: '#/channels/socket' },
          messages: [{ $ref: `#/channels/socket/messages/${answerOf(name)}` }],
        },
      },
    ]),
  )
}

function serverOperations() {
  return Object.fromEntries(
    Object.entries(serverMessages).map(([name, { summary }]) => [
      fromServer(name),
      {
        action: 'send',
        channel: { $ref: '#/channels/socket' },
        summary,
        messages: [{ $ref: `#/channels/socket/messages/${fromServer(name)}` }],
      },
    ]),
  )
}

function answerOf(name: string): string {
  return `${name}.answer`
}

/** `replay` is a message of both sides. */
function fromServer(name: string): string {
  return `server.${name}`
}
