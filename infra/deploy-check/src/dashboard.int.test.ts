import { describe, expect, inject, test } from 'vitest'
import type {} from '@hanashi/local/testing/context'
import { useTestStack } from '@hanashi/local/testing/stack'
import { dashboardSeries } from './dashboard.js'

describe.skipIf(inject('kafkaBrokers') === '')('the dashboard', () => {
  const stack = useTestStack({ partitions: 2 })

  test('every series that it asks for is one that a running service has', async () => {
    const user = await fetch(`${stack().commandApiUrl}/users`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"username":"kiran"}',
    })
    expect(user.status).toBe(201)
    const { commandApis, queryApis, realtimes, projectors } = stack()
    const texts = await Promise.all(
      [...commandApis, ...queryApis, ...realtimes, ...projectors].map(async ({ url }) => {
        return (await fetch(`${url}/metrics`)).text()
      }),
    )
    const there = new Set(
      texts.flatMap((text) => {
        const types = [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)]
        return types.flatMap(([, name = '', type]) =>
          type === 'histogram' ? ['bucket', 'sum', 'count'].map((suffix) => `${name}_${suffix}`) : [name],
        )
      }),
    )
    // Prometheus makes this one itself.
    const asked = [...dashboardSeries()].filter((name) => name !== 'up')
    expect(asked.length).toBeGreaterThan(20)
    expect(asked.filter((name) => !there.has(name))).toEqual([])
    expect(texts[0]).toMatch(/^append_seconds_count\{.*\} [1-9]/m)
  })
})
