import { problem } from '@hanashi/service/problem'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'

export interface LimitSettings {
  /** By user; 0 for any number. */
  readonly commandsPer10s: number
  /** By address; 0 for any number. */
  readonly usersPerMinute: number
}

/** Bounds of what one user or address may ask of this process. Each throws Problem `too-many-requests`. */
export interface Limits {
  command(userId: string, commands?: number): Promise<void>
  newUser(address: string): Promise<void>
}

export function createLimits({ commandsPer10s, usersPerMinute }: LimitSettings): Limits {
  const commands = limiter(commandsPer10s, 10)
  const users = limiter(usersPerMinute, 60)
  return { command: (userId, count = 1) => commands(userId, count), newUser: (address) => users(address, 1) }
}

type Limiter = (key: string, points: number) => Promise<void>

function limiter(points: number, durationSeconds: number): Limiter {
  if (points === 0) return () => Promise.resolve()
  const bucket = new RateLimiterMemory({ points, duration: durationSeconds })
  return async (key, wanted) => {
    try {
      await bucket.consume(key, wanted)
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal
      const retryAfterSeconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1_000))
      throw problem(
        'too-many-requests',
        `At most ${points} in ${durationSeconds} s; come again in ${retryAfterSeconds} s`,
        {
          retryAfterSeconds,
        },
      )
    }
  }
}
