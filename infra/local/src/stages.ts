/** The order of a stop: the highest stage first. What is in one stage doesn't need each other. */
export const stages = { postgres: 0, kafka: 1, registry: 2, setUp: 3, service: 3 } as const
