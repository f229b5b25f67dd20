import { parseGeneration, type Generation } from '@hanashi/schemas/position'
import { generationLetter, type TopicKind } from '@hanashi/schemas/topics'

/**
 * The name of a new incarnation: the topic's last `.gN` or `.uN` as its number (1 without one), and a random tag.
 * @param random 4 random bytes
 */
export function newGeneration(kind: TopicKind, topic: string, random: Uint8Array): Generation {
  const number = /\.[gu]([1-9][0-9]{0,5})$/.exec(topic)?.[1] ?? '1'
  const [first = 0, ...rest] = random.subarray(0, 4)
  const tag = [letters[first % 26], ...rest.map((byte) => lettersAndDigits[byte % 36])].join('')
  const parsed = parseGeneration(`${generationLetter[kind]}${number}${tag}`)
  if (!parsed.ok) throw new Error(`no generation can be made for the topic ${topic}: ${parsed.reason}`)
  return parsed.value
}

const letters = 'abcdefghijklmnopqrstuvwxyz'
const lettersAndDigits = `${letters}0123456789`
