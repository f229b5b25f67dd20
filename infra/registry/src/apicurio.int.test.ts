import { readConfig } from '@hanashi/apache-kafka/config'
import { startApicurio, type Apicurio } from '@hanashi/apache-kafka/apicurio'
import { missingForKafka } from '@hanashi/apache-kafka/missing'
import { freePorts } from '@hanashi/apache-kafka/ports'
import { afterAll, beforeAll, describe } from 'vitest'
import { describeClient } from './testing/client-contract.js'
import { describeCompatibility } from './testing/compatibility-contract.js'
import { describeContract } from './testing/contract.js'

const missing = await missingForKafka()

const differences = {
  'takes white space for no difference': 'the same schema with other white space gets another id',
  'takes the order of attributes for no difference': 'the same schema in another order gets another id',
  'refuses an empty schema with 42201': 'it is registered',
  'answers 42202 for what is no version': '404 40402',
  'answers 40408 for a subject without a level of its own': '40401 without versions, else 200 NONE',
  'starts with BACKWARD': 'NONE',
  'refuses a level that there is not with 42203': '400 and plain text',
  'answers 40405, 40406, 40407 when a deletion comes too early or twice': 'the codes come with status 409',
  'says why a schema is incompatible when asked': 'one reason, in another field',
  'finds a schema compatible where there is nothing to compare it with': '404',
  'answers the mode that clients ask for': 'it has none',
  "says Confluent's content type": 'application/json',
}

/** The same cases as our registry; what is listed is also told in README.md. */
describe.skipIf(missing)(`Apicurio${missing === undefined ? '' : ` (skipped: no ${missing})`}`, () => {
  let apicurio: Apicurio
  const url = () => apicurio.url

  beforeAll(async () => {
    const [port = 0] = await freePorts(1)
    apicurio = await startApicurio({ cacheDir: readConfig().cacheDir, port })
  }, 600_000)
  afterAll(async () => {
    await apicurio?.stop()
  })

  describeContract('Apicurio', url, differences)
  describeCompatibility('Apicurio', url, {})
  describeClient('Apicurio', url, 'an unset level is told as NONE, and NONE isn’t BACKWARD')
})
