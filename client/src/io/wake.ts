/** Calls back when it is worth trying at once. @returns what ends that */
export type WakeSource = (wake: () => void) => () => void

/** In a browser: when it comes online, and when the page is shown. Elsewhere: never. */
export const browserWake: WakeSource = (wake) => {
  if (typeof window === 'undefined' || typeof document === 'undefined') return () => undefined
  const shown = () => {
    if (document.visibilityState === 'visible') wake()
  }
  window.addEventListener('online', wake)
  document.addEventListener('visibilitychange', shown)
  return () => {
    window.removeEventListener('online', wake)
    document.removeEventListener('visibilitychange', shown)
  }
}
