import type { OpenLog } from './log/open-log.js'

/** Until the log is open no command can be taken. */
export type LogState =
  { readonly status: 'opening'; readonly waitsFor: string } | ({ readonly status: 'open' } & OpenLog)
