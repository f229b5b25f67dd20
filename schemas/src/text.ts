import { accepted, refused, type Brand, type Parsed } from './brand.js'

export type MessageText = Brand<'MessageText'>

export const maxTextCodePoints = 4_000

/** Kept byte for byte: nothing is trimmed or normalised. Lengths count code points, not UTF-16 units. */
export function parseText(input: unknown): Parsed<MessageText> {
  if (typeof input !== 'string') return refused('text must be a string')
  if (input.length > 2 * maxTextCodePoints)
    return refused(`text has more than ${maxTextCodePoints} characters`)
  if (hasLoneSurrogate(input)) return refused('text has half a surrogate pair')
  if (input.includes('\0')) return refused('text has a NUL character')
  if (input.length > maxTextCodePoints && countCodePoints(input) > maxTextCodePoints) {
    return refused(`text has more than ${maxTextCodePoints} characters`)
  }
  if (isBlank(input)) return refused('text is blank')
  return accepted(input as MessageText)
}

// White space, controls, format characters (zero width, direction marks) and the blank Braille and Hangul fillers.
const ink = /[^\p{White_Space}\p{Cc}\p{Cf}\u2800\u3164\u115f\u1160\uffa0]/u

/** Whether nothing in `text` would be seen. */
export function isBlank(text: string): boolean {
  return !ink.test(text)
}

const loneSurrogate = /\p{Surrogate}/u

export function hasLoneSurrogate(text: string): boolean {
  return loneSurrogate.test(text)
}

export function countCodePoints(text: string): number {
  let count = 0
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i)
    if (unit < 0xdc00 || unit > 0xdfff) count++
  }
  return count
}
