export interface StopSignal {
  /** Fulfilled by the first SIGINT, SIGTERM or SIGHUP; later ones change nothing. */
  readonly received: Promise<'stop'>
}

export function stopSignal(): StopSignal {
  const received = new Promise<'stop'>((resolve) => {
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => resolve('stop'))
  })
  return { received }
}
