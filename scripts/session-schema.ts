/** Writes resources/session.schema.json from its one definition in src/shared/schema/export. A test holds the file to it. */
import { writeFileSync } from 'node:fs'
import { sessionJsonSchema } from '../src/shared/schema/export/v1.ts'

const file = new URL('../resources/session.schema.json', import.meta.url)
writeFileSync(file, `${JSON.stringify(sessionJsonSchema(), null, 2)}\n`)
process.stdout.write('resources/session.schema.json written\n')
