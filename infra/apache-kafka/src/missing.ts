import { findJava, oldestJava } from './java.js'
import { hasMaven } from './maven.js'

/** What this machine lacks to run Apache Kafka (`Java 17`, `Maven`); undefined where nothing is. */
export async function missingForKafka(): Promise<string | undefined> {
  if (((await findJava())?.major ?? 0) < oldestJava) return `Java ${oldestJava}`
  return (await hasMaven()) ? undefined : 'Maven'
}
