/** What the global set-up gives to every test of the projects `int` and `e2e`: `inject('kafkaBrokers')`. */
export interface TestContext {
  /** Empty where there is no Kafka because Java is missing; tests that need it are skipped then. */
  readonly kafkaBrokers: string
  /** Of a registry that all stacks share; empty where each stack has its own. */
  readonly registryUrl: string
  /** Superuser on the database `postgres`. Tests make their own database with `createTestDatabase`. */
  readonly postgresAdminUrl: string
  /** Unlike in any other run: names of databases and topics contain it. */
  readonly runTag: string
}

declare module 'vitest' {
  export interface ProvidedContext extends TestContext {}
}
