import type { TestProcess } from '@hanashi/local/testing/test-process'
import { sendSignal, type Target } from './target.js'

export function processTarget(one: TestProcess): Target {
  return {
    name: one.name,
    logFile: one.logFile,
    pids: () => (one.running ? [one.pid] : []),
    running: () => one.running,
    end: async (signal) => {
      if (!one.running) return
      sendSignal(one.pid, 'SIGCONT')
      if (signal === 'SIGTERM') return one.stop()
      one.kill('SIGKILL')
      await one.exited()
    },
    start: () => one.restart(),
  }
}
