/**
 * Two nicks with the same key are one nick on IRC (RFC 2812 §2.2): case does not count, and `{}|^` are the lower case
 * of `[]\~`. Letters beyond ASCII, which some networks allow, are compared without case too.
 */
export function nickKey(nick: string): string {
  return nick
    .toUpperCase()
    .toLowerCase()
    .replace(/[[\]\\~]/g, (character) => lowerCase[character] ?? character)
}

const lowerCase: Readonly<Record<string, string>> = { '[': '{', ']': '}', '\\': '|', '~': '^' }
