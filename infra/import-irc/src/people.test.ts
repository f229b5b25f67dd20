import { expect, test } from 'vitest'
import { People, personKey } from './people.js'

const day = '2005-01-02'

test('a nick is one person, whatever its case, by the rules of IRC', () => {
  const people = new People(day)
  const ann = people.speaker('Ann[1]\\~')
  expect(people.speaker('aNN{1}|^')).toBe(ann)
  expect(people.speaker('ann[1]')).not.toBe(ann)
  expect(ann.nick).toBe('Ann[1]\\~')
})

test('a change of nick keeps the person, forth and back', () => {
  const people = new People(day)
  const ann = people.speaker('ann')
  people.rename('ann', 'ann|away')
  expect(people.speaker('ann|away')).toBe(ann)
  people.rename('ann|away', 'ANN')
  expect(people.speaker('ann')).toBe(ann)
  people.rename('ann', 'Ann')
  expect(people.speaker('ann')).toBe(ann)
})

test('who takes a nick that is free since a change is somebody else', () => {
  const people = new People(day)
  const ann = people.speaker('ann')
  people.rename('ann', 'bea')
  const other = people.speaker('ann')
  expect(other).not.toBe(ann)
  expect(people.speaker('bea')).toBe(ann)
  expect(personKey(other)).not.toBe(personKey(ann))
  people.rename('ann', 'cat')
  expect(people.speaker('cat')).toBe(other)
  expect(people.speaker('ann').ordinal).toBe(3)
})

test('who takes the nick of somebody keeps being who they are, and that one comes back under it later', () => {
  const people = new People(day)
  const [ann, bea] = [people.speaker('ann'), people.speaker('bea')]
  people.rename('ann', 'bea')
  expect(people.speaker('bea')).toBe(ann)
  people.rename('bea', 'dot')
  expect(people.speaker('bea')).toBe(bea)
  expect(people.speaker('dot')).toBe(ann)
})

test('who changed a nick before ever speaking is known by the new one', () => {
  const people = new People(day)
  people.rename('ann_', 'ann')
  expect(people.speaker('ann')).toEqual(new People(day).speaker('ann'))
})

test('the first of a nick is the same in every file, later ones are of their day', () => {
  const keys = ['2005-01-02', '2005-01-03'].map((date) => {
    const people = new People(date)
    const first = people.speaker('ann')
    people.rename('ann', 'bea')
    return { first: personKey(first), second: personKey(people.speaker('ann')) }
  })
  expect(keys[0]!.first).toBe(keys[1]!.first)
  expect(keys[0]!.second).not.toBe(keys[1]!.second)
})
