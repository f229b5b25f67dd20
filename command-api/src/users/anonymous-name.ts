import { parseUsername, type Username } from '@hanashi/schemas/username'
import { beings } from './beings.js'
import { moods } from './moods.js'

/**
 * Two words and a number, such as `SleepyKitsune42`; three words once `attempt` says that shorter ones were taken.
 * @param random a whole number from 0 to below its argument, each as likely
 */
export function anonymousName(attempt: number, random: (below: number) => number): Username {
  const pick = (words: readonly string[]) => words[random(words.length)] ?? ''
  const [mood, being] = [pick(moods), pick(beings)]
  const short = `${mood}${being}`
  const long = `${mood}${pick(moods)}${being}`
  const words = attempt < 5 || long.length > maxLetters ? short : long
  const number = random(attempt < 2 ? 100 : 10_000)
  const parsed = parseUsername(`${words}${number}`)
  if (!parsed.ok) throw new Error(`a generated name is not allowed: ${parsed.reason}`)
  return parsed.value
}

/** With up to four digits a username's 32 characters. */
const maxLetters = 28
