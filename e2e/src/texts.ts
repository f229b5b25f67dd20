import { ircDays, ircMessages } from './irc-data.js'

/** Texts that people wrote; where the logs are not there, made ones in many scripts. Never fewer than asked for. */
export function manyTexts(count: number): string[] {
  const real = ircDays().flatMap((file) => ircMessages(file).map(({ text }) => text))
  return real.length >= count ? real.slice(0, count) : [...real, ...madeTexts(count - real.length)]
}

const words = [
  'hello',
  'straße',
  'ça va',
  'привет',
  'γειά',
  '話す',
  'こんにちは',
  '안녕하세요',
  'שלום',
  'مرحبا',
  'नमस्ते',
  'สวัสดี',
  'வணக்கம்',
  '👩‍👩‍👧‍👦',
  '🇯🇵',
  'e\u0301',
  '<script>alert(1)</script>',
  '"\\/\b\f\t',
  '\u2028\u2029',
  '\u202eright to left',
  "'; drop table messages; --",
  '%s %d ${x} {{y}}',
  '\ufeff',
  '𝔘𝔫𝔦𝔠𝔬𝔡𝔢',
  'https://example.org/?a=1&b=%20#c',
  '\r\n',
]

/** The n-th is the same in every run. */
function madeTexts(count: number): string[] {
  return Array.from({ length: count }, (_, n) => {
    const length = 1 + ((n * 7) % 23)
    const said = Array.from({ length }, (_word, i) => words[(n * 31 + i * 17) % words.length])
    return `${n} ${said.join(' ')}`
  })
}
