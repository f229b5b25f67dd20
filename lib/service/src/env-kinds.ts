import { accepted, refused } from '@hanashi/schemas/brand'
import type { Kind } from './env.js'

export const text: Kind<string> = { expects: 'some text', parse: accepted }

/** A text that is never shown, of at least `minBytes`. */
export function secret(minBytes: number): Kind<string> {
  return {
    expects: `a secret of at least ${minBytes} bytes`,
    secret: true,
    parse: (input) => (Buffer.byteLength(input) >= minBytes ? accepted(input) : refused('too short')),
  }
}

export function integer(min: number, max: number): Kind<number> {
  return {
    expects: `a whole number from ${min} to ${max}`,
    parse(input) {
      const value = /^-?\d{1,16}$/.test(input) ? Number(input) : NaN
      return value >= min && value <= max ? accepted(value) : refused('out of range')
    },
  }
}

/** 0 takes any free port. */
export const port: Kind<number> = integer(0, 65_535)

/** May carry a password, so that a wrong one isn't shown. */
export function url(...protocols: readonly string[]): Kind<string> {
  return {
    expects: `an address beginning with ${protocols.map((protocol) => `${protocol}://`).join(' or ')}`,
    secret: true,
    parse(input) {
      const fits = URL.canParse(input) && protocols.includes(new URL(input).protocol.slice(0, -1))
      return fits ? accepted(input) : refused('no such address')
    },
  }
}

export function oneOf<const T extends string>(...choices: readonly T[]): Kind<T> {
  return {
    expects: `one of ${choices.join(', ')}`,
    parse(input) {
      const choice = choices.find((candidate) => candidate === input)
      return choice === undefined ? refused('not a choice') : accepted(choice)
    },
  }
}

export const flag: Kind<boolean> = {
  expects: 'true or false',
  parse: (input) =>
    input === 'true' || input === '1'
      ? accepted(true)
      : input === 'false' || input === '0'
        ? accepted(false)
        : refused('no flag'),
}

/** Separated by commas; blanks around an entry don't count. At least one entry. */
export function list<T>(entry: Kind<T>): Kind<readonly T[]> {
  return {
    expects: `a list, separated by commas, each ${entry.expects}`,
    ...(entry.secret === undefined ? {} : { secret: entry.secret }),
    parse(input) {
      const values: T[] = []
      for (const part of input.split(',').map((piece) => piece.trim())) {
        const parsed = part === '' ? refused('blank') : entry.parse(part)
        if (!parsed.ok) return parsed
        values.push(parsed.value)
      }
      return accepted(values)
    },
  }
}

/** `host:port`, as Kafka brokers are named. */
export const hostPort: Kind<string> = {
  expects: 'host:port',
  parse: (input) =>
    /^[^\s:/]+:\d{1,5}$|^\[[0-9a-fA-F:]+\]:\d{1,5}$/.test(input) ? accepted(input) : refused('no address'),
}

/** An origin as browsers send it (`https://chat.example`), or `*`. */
export const origin: Kind<string> = {
  expects: 'an origin such as https://chat.example, or *',
  parse: (input) =>
    input === '*' || (URL.canParse(input) && new URL(input).origin === input)
      ? accepted(input)
      : refused('no origin'),
}
