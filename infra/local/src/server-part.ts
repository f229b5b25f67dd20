import { stopChild } from './child.js'
import type { LocalOptions } from './local-options.js'
import { files, logFile } from './files.js'
import type { Guard } from './guard.js'
import { logWriter } from './log-writer.js'
import { type Server, serverGraceMs, startServer } from './program.js'
import { ask } from './ready.js'
import { serviceOutput } from './service-output.js'
import { type ServiceName, scripts, serviceScript } from './services.js'
import { stages } from './stages.js'
import type { Part, Running } from './supervised.js'

type Options = Pick<LocalOptions, 'ports' | 'config' | 'guard' | 'steps'>

export function registryPart(env: NodeJS.ProcessEnv, { ports, guard }: Options): Part {
  const address = `http://127.0.0.1:${ports.registry}`
  const server: Server = {
    name: 'registry',
    script: scripts.registry,
    env: { ...env, PORT: String(ports.registry), DATA_DIR: files.registry },
    logFile: logFile('registry'),
    output: logWriter(logFile('registry')),
    readyUrl: `${address}/subjects`,
    stage: stages.registry,
  }
  return serverPart(server, address, guard)
}

/** A service; its warnings are said, its whole log is in `.data/logs`. */
export function servicePart(
  name: ServiceName,
  env: NodeJS.ProcessEnv,
  { ports, config, guard, steps }: Options,
): Part {
  const address = `${config.scheme}://127.0.0.1:${ports[name]}`
  const output = serviceOutput(name, logFile(name), steps.say)
  const server: Server = {
    name,
    script: serviceScript(name),
    env: { ...env, PORT: String(ports[name]) },
    logFile: logFile(name),
    output: output.write,
    readyUrl: `${address}/ready`,
    stage: stages.service,
  }
  const part = serverPart(server, address, guard)
  const start = async () => {
    output.setLoud(false)
    const running = await part.start()
    output.setLoud(true)
    return running
  }
  return { ...part, start }
}

export function serverPart(server: Server, address: string, guard: Guard): Part {
  const start = async (): Promise<Running> => {
    const child = await startServer(server, guard)
    return { pid: child.pid, exited: child.exited, stop: () => stopChild(child, { graceMs: serverGraceMs }) }
  }
  const isReady = async () => (await ask(server.readyUrl))?.status === 200
  return { name: server.name, address, stage: server.stage, start, isReady }
}
