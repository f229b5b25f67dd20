import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Lock, missingOptional, platformOf } from './complete-lock.mjs'
import { projectRoot } from './prepare.mjs'

test('package-lock.json is complete: else npm ci refuses it (node infra/bin/complete-lock.mjs)', () => {
  const lock = JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8')) as Lock
  expect(missingOptional(lock)).toEqual([])
})

test('package-lock.json asks for what every package.json asks for: else npm ci refuses it (npm install)', () => {
  const lock = JSON.parse(readFileSync(join(projectRoot, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Dependencies>
  }
  const folders = Object.keys(lock.packages).filter((path) => !path.includes('node_modules'))
  expect(folders.length).toBeGreaterThan(10)
  for (const folder of folders) {
    const manifest = JSON.parse(
      readFileSync(join(projectRoot, folder, 'package.json'), 'utf8'),
    ) as Dependencies
    expect([folder, wanted(lock.packages[folder]!)]).toEqual([folder, wanted(manifest)])
  }
})

interface Dependencies {
  readonly dependencies?: Record<string, string>
  readonly devDependencies?: Record<string, string>
}

/** An empty list isn't written into the lock. */
function wanted({ dependencies = {}, devDependencies = {} }: Dependencies): Dependencies {
  return { dependencies, devDependencies }
}

test.each([
  ['@oxlint/binding-linux-arm64-musl', { os: ['linux'], cpu: ['arm64'], libc: ['musl'] }],
  ['@oxlint/binding-linux-x64-gnu', { os: ['linux'], cpu: ['x64'], libc: ['glibc'] }],
  ['@oxlint/binding-linux-arm-gnueabihf', { os: ['linux'], cpu: ['arm'], libc: ['glibc'] }],
  ['@oxlint/binding-win32-ia32-msvc', { os: ['win32'], cpu: ['ia32'] }],
  ['@turbo/windows-64', { os: ['win32'], cpu: ['x64'] }],
  ['@turbo/darwin-arm64', { os: ['darwin'], cpu: ['arm64'] }],
])('%s', (name, platform) => expect(platformOf(name)).toEqual(platform))

test('a name without a platform is refused', () => {
  expect(() => platformOf('left-pad')).toThrow('left-pad')
})
