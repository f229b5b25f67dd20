import { describe, expect, it } from 'vitest'
import { commands, parseCommand, usage } from './commands.js'

const brokers = '127.0.0.1:1'

describe('parseCommand', () => {
  it('puts the broker in front where none is given', () => {
    expect(parseCommand(['topics', '--list'], brokers)).toEqual({
      className: 'org.apache.kafka.tools.TopicCommand',
      args: ['--bootstrap-server', brokers, '--list'],
    })
  })

  it.each([['--bootstrap-server', 'b:2'], ['--bootstrap-server=b:2']])('leaves %s alone', (...given) => {
    expect(parseCommand(['groups', ...given, '--list'], brokers)?.args).toEqual([...given, '--list'])
  })

  it('asks for help without a broker', () => {
    expect(parseCommand(['offsets', '--help'], brokers)?.args).toEqual(['--help'])
  })

  it.each([[[]], [['toString']], [['topic']]])('knows no command %j', (argv) => {
    expect(parseCommand(argv, brokers)).toBeUndefined()
  })

  it('tells every command in the usage', () => {
    for (const name of Object.keys(commands)) expect(usage).toContain(name)
  })
})
