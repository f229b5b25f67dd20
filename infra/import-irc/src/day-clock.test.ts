import { expect, test } from 'vitest'
import { DayClock } from './day-clock.js'

const iso = (minutes: number[]) => {
  const clock = new DayClock('2004-12-31')
  return minutes.map((minute) => new Date(clock.timeMs(minute)).toISOString())
}

test('a clock that goes back has passed midnight, each time', () => {
  expect(iso([1439, 0, 1439, 1])).toEqual([
    '2004-12-31T23:59:00.000Z',
    '2005-01-01T00:00:00.000Z',
    '2005-01-01T23:59:00.000Z',
    '2005-01-02T00:01:00.000Z',
  ])
})

test('a clock put back by up to an hour stays on its day', () => {
  expect(iso([600, 540, 541])).toEqual([
    '2004-12-31T10:00:00.000Z',
    '2004-12-31T09:00:00.000Z',
    '2004-12-31T09:01:00.000Z',
  ])
})
