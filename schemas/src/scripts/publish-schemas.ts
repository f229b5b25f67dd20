/**
 * Pins each schema that isn't published yet as avro/published/NAME.FINGERPRINT.avsc; published files are never changed
 * or removed. Run `npm run generate` and the compatibility test afterwards.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import avsc from 'avsc'

const avro = new URL('../../avro/', import.meta.url)
mkdirSync(new URL('published/', avro), { recursive: true })
for (const file of readdirSync(avro).filter((name) => name.endsWith('.avsc'))) {
  const text = readFileSync(new URL(file, avro), 'utf8')
  const fingerprint = avsc.Type.forSchema(JSON.parse(text) as avsc.Schema)
    .fingerprint('sha256')
    .toString('hex')
  const target = new URL(`published/${file.slice(0, -5)}.${fingerprint.slice(0, 16)}.avsc`, avro)
  if (!existsSync(target)) writeFileSync(target, text)
}
