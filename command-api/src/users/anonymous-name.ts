import { parseUsername, type Username } from '@hanashi/schemas/username'
import { beings } from './beings.js'
import { moods } from './moods.js'

/**
 * Two words and a number, such as `SleepyKitsune42`; three words once `attempt` says that shorter ones were taken.
 * @param random a whole number from 0 to below its argument, each as likely
 */
export function anonymousName(attempt: number, random: (below: number) => number): Username {
  const pick = (words: readonly string[]) => words[random(words.length)] ?? ''
  const words = attempt < 5 ? [pick(moods), pick(beings)] : [pick(moods), pick(moods), pick(beings)]
  const number = random(attempt < 2 ? 100 : 10_000)
  const parsed = parseUsername(`${words.join('')}${number}`)
  if (!parsed.ok) throw new Error(`a generated name is not allowed: ${parsed.reason}`)
  return parsed.value
}
