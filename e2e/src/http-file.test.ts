import { expect, test } from 'vitest'
import { parseHttpFile } from './http-file.js'

test('variables, names, what is expected, headers and bodies', () => {
  const { variables, requests } = parseHttpFile(
    '# about\n@base = http://x:1\n\n### First\n# Expect 201\n# @name one\nPOST {{base}}/a\nA: b: c\n\n{"x": 1}\n\n###\n# Expect 200\nGET {{base}}/\n',
  )
  expect([...variables]).toEqual([['base', 'http://x:1']])
  expect(requests).toEqual([
    {
      title: 'First',
      name: 'one',
      expected: 201,
      method: 'POST',
      url: '{{base}}/a',
      headers: [['A', 'b: c']],
      body: '{"x": 1}',
    },
    {
      title: '',
      name: undefined,
      expected: 200,
      method: 'GET',
      url: '{{base}}/',
      headers: [],
      body: undefined,
    },
  ])
})

test('a request that expects nothing is refused', () => {
  expect(() => parseHttpFile('###\nGET /\n')).toThrow('not a request with what to expect')
})
