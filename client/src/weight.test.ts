import { gzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'

const maxGzippedBytes = 25 * 1024

async function bundle(code: string) {
  const { outputFiles, metafile } = await build({
    stdin: { contents: code, resolveDir: fileURLToPath(new URL('.', import.meta.url)), loader: 'ts' },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    external: ['socket.io-client', 'react'],
    metafile: true,
    write: false,
    logLevel: 'silent',
  })
  return { code: outputFiles[0]!.text, inputs: Object.keys(metafile.inputs) }
}

const everything = ['connect', 'indexed-db', 'memory-storage', 'derived-key', 'react']

test('everything weighs at most 25 KB gzipped without socket.io-client, and needs nothing of Node', async () => {
  const { code, inputs } = await bundle(everything.map((name) => `export * from './${name}.js'`).join('\n'))
  const bytes = gzipSync(code).length
  expect(bytes).toBeGreaterThan(1_000)
  expect(bytes).toBeLessThanOrEqual(maxGzippedBytes)
  expect(code).not.toMatch(/\bBuffer\b|\bprocess\./)
  expect(inputs.filter((input) => /typebox|avsc|node:/.test(input))).toEqual([])
})

test('what is not used is left out', async () => {
  const { inputs } = await bundle(
    `import { connect } from './connect.js'; connect({ url: 'https://x.example' })`,
  )
  expect(inputs.filter((input) => /indexed-db|derived-key|react/.test(input))).toEqual([])
  const { code } = await bundle(
    `import { connect } from './connect.js'; import { derivedKey } from './derived-key.js'; derivedKey('x')`,
  )
  expect(code.length).toBeLessThan(1_000)
})
