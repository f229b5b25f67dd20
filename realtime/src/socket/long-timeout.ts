/** The longest that a timer of Node takes. */
const maxTimerMs = 2 ** 31 - 1

/** Calls back at a time, however far off. @returns what cancels it */
export function onTime(atMs: number, callback: () => void): () => void {
  let timer: NodeJS.Timeout
  const wait = () => {
    const leftMs = atMs - Date.now()
    timer = leftMs > maxTimerMs ? setTimeout(wait, maxTimerMs) : setTimeout(callback, Math.max(0, leftMs))
  }
  wait()
  return () => clearTimeout(timer)
}
