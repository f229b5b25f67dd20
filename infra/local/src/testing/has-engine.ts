import { containerEngine } from './containers.js'

/** Exit code 0 where containers can be started, 3 where they can't. */
process.exitCode = (await containerEngine()) === undefined ? 3 : 0
