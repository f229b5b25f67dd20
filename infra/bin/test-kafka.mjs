/** `npm run test:kafka`: the end-to-end suite on Apache Kafka and Apicurio, through Java. */
process.env['HANASHI_TEST_KAFKA'] ??= 'apache'
process.env['HANASHI_TEST_REGISTRY'] ??= 'apicurio'
process.argv.push('--project', 'e2e')
await import('./test.mjs')
