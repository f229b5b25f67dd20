/** Observations that come out otherwise than on Apache Kafka, and why that is as it should be. docs/dev-broker.md lists them. */
export const differences: Readonly<Record<string, string>> = {
  'admin: the settings of a topic, all of them':
    'Apache Kafka keeps min.insync.replicas=1 as a setting of the cluster (source 3), written there when it is formatted; here it is the default (5).',
}
