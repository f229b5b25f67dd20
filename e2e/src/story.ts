import { describe, inject } from 'vitest'
import type {} from '@hanashi/local/testing/context'
import { useTestStack, type Stack, type StackOptions } from '@hanashi/local/testing/stack'

/** Tests on one stack of their own. Where there is no Kafka they are skipped, which the global set-up says. */
export function story(name: string, options: StackOptions, tests: (stack: () => Stack) => void): void {
  describe.skipIf(inject('kafkaBrokers') === '')(name, () => tests(useTestStack(options)))
}

/** The first address of each service. */
export function addressesOf({ commandApis, queryApis, realtimes, projectors }: Stack) {
  const first = (list: readonly { readonly url: string }[]) => {
    const one = list[0]
    if (!one) throw new Error('the stack has no such service')
    return one.url
  }
  return {
    commandApi: first(commandApis),
    queryApi: first(queryApis),
    realtime: first(realtimes),
    projector: first(projectors),
  }
}
