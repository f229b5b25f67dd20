import { expect, test } from 'vitest'
import { composeImages } from './container-images.js'

test('the images of the compose file, with their versions', async () => {
  expect(await composeImages('kafka-1', 'registry', 'postgres')).toEqual({
    'kafka-1': expect.stringMatching(/^apache\/kafka:\d/) as string,
    registry: expect.stringMatching(/^confluentinc\/cp-schema-registry:\d/) as string,
    postgres: expect.stringMatching(/^postgres:\d/) as string,
  })
  await expect(composeImages('proxy', 'nobody')).rejects.toThrow('no image for nobody')
})
