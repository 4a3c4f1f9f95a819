import { thisPerson, findPlaces } from '../world/places.ts'
import { runCli } from './run-cli.ts'
import { openTerminal } from './terminal.ts'

// What a world is given must be readable for its other users, whatever the student's umask; secret folders are made 0700.
process.umask(0o022)
process.exitCode = await runCli(process.argv.slice(2), {
  terminal: openTerminal(process),
  places: findPlaces(thisPerson()),
})
