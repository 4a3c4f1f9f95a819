import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { Ajv } from 'ajv'

/** What is wrong with `value` by docs/schema/NAME.schema.json; empty when nothing is. */
export function schemaErrors(name: string, value: unknown): string[] {
  const file = new URL(`../../docs/schema/${name}.schema.json`, import.meta.url)
  const schema = JSON.parse(readFileSync(file, 'utf8')) as { $schema?: string }
  const ajv = schema.$schema?.includes('2020-12')
    ? new Ajv2020({ strict: false })
    : new Ajv({ strict: false })
  const validate = ajv.compile(schema)
  return validate(value)
    ? []
    : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)
}
