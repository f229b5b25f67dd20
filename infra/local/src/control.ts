import { request } from 'node:http'
import { readFile } from 'node:fs/promises'
import { UserError, errorCode } from './errors.js'

/** How the other scripts reach a running start; in a file that only its owner can read. */
export interface ControlAddress {
  readonly port: number
  readonly token: string
}

export interface PartStatus {
  readonly name: string
  readonly address: string
  readonly status: string
  readonly ready: boolean
  readonly pid: number | null
  readonly uptimeMs: number | null
}

/** Undefined when nothing runs here. */
export async function readControl(path: string): Promise<ControlAddress | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as ControlAddress
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined
    throw error
  }
}

/** Rejected with a UserError when nothing runs here. */
export async function askStatus(controlFile: string): Promise<PartStatus[]> {
  // The answer is `control-server.ts`'s, compiled with the same types.
  return JSON.parse(await send(controlFile, 'GET', '/status')) as PartStatus[]
}

/** Fulfilled when the part runs again. Rejected with a UserError that says why not. */
export async function askRestart(controlFile: string, name: string): Promise<void> {
  await send(controlFile, 'POST', `/restart/${encodeURIComponent(name)}`)
}

async function send(controlFile: string, method: string, path: string): Promise<string> {
  const control = await readControl(controlFile)
  if (control === undefined) throw notRunning()
  return new Promise((resolve, reject) => {
    const { port, token } = control
    const headers = { authorization: `Bearer ${token}` }
    const outgoing = request({ host: '127.0.0.1', port, method, path, headers, agent: false }, (response) => {
      let body = ''
      response.setEncoding('utf8').on('data', (text: string) => (body += text))
      response.on('error', reject)
      response.on('end', () => {
        if (response.statusCode === 200) resolve(body)
        else reject(new UserError(body))
      })
    })
    outgoing.on('error', (error) => reject(errorCode(error) === 'ECONNREFUSED' ? notRunning() : error))
    outgoing.end()
  })
}

function notRunning(): UserError {
  return new UserError("Hanashi doesn't run in this folder: npm start.")
}
