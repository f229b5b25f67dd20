/** Where the services are. `url` is for one site in front of all: `/api/command`, `/api/query` and `/socket.io`. */
export interface ServiceUrls {
  readonly url?: string | undefined
  readonly commandUrl?: string | undefined
  readonly queryUrl?: string | undefined
  readonly realtimeUrl?: string | undefined
}

export interface Urls {
  readonly command: string
  readonly query: string
  /** An origin, and the path of Socket.IO there. */
  readonly realtime: { readonly origin: string; readonly path: string }
}

/** @throws TypeError for a URL that is missing, or none */
export function resolveUrls({ url, commandUrl, queryUrl, realtimeUrl }: ServiceUrls): Urls {
  const base = url === undefined ? undefined : withoutSlash(url)
  const realtime = new URL(withoutSlash(realtimeUrl ?? base ?? missing('realtimeUrl')))
  return {
    command: checked(commandUrl ?? (base && `${base}/api/command`) ?? missing('commandUrl')),
    query: checked(queryUrl ?? (base && `${base}/api/query`) ?? missing('queryUrl')),
    realtime: { origin: realtime.origin, path: `${withoutSlash(realtime.pathname)}/socket.io` },
  }
}

function withoutSlash(input: string): string {
  return input.replace(/\/+$/, '')
}

/** @throws TypeError */
function checked(url: string): string {
  return withoutSlash(new URL(url).href)
}

function missing(name: string): never {
  throw new TypeError(`connect() needs url, or ${name}`)
}
