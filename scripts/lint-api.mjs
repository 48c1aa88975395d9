// `npm run lint:api`: the descriptions of the APIs as linters of others see them. They must find nothing, not even a warning.
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'

const file = 'openapi/openapi.json'
/** Its names are those of HSDS, which the ruleset refuses (docs/hsds.md). */
const hsds = 'openapi/hsds-v3.json'
/** A file or an address; beside a checkout there may be a folder with the standards, which are not ours to publish. */
const ruleset = process.env.NL_API_RULESET || '../shared/standards/nl-api-design-rules/ruleset-2.2.yaml'

for (const described of [file, hsds]) {
  run('redocly', described, ['lint', described, '--format=json'], isClean)
  run('validate-api', described, [described])
}
if (/^https:/.test(ruleset) || existsSync(ruleset))
  run('spectral', file, ['lint', '--ruleset', ruleset, '--fail-severity=warn', file])
else
  console.log(
    `spectral: passed over, for there is no ${ruleset}. NL_API_RULESET names the file or address of the ruleset.`,
  )

/** Runs a tool of `node_modules`; what it prints is shown where it finds anything. */
function run(tool, described, given, isGood = () => true) {
  const env = { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' }
  const { status, stdout, stderr } = spawnSync(`node_modules/.bin/${tool}`, given, { env, encoding: 'utf8' })
  if (status === 0 && isGood(stdout)) return console.log(`${tool}: nothing found in ${described}`)
  console.log(`${stdout}\n${stderr}`)
  throw new Error(`${tool} found something in ${described}.`)
}

/** Redocly counts warnings, and leaves with 0. */
function isClean(report) {
  const { errors, warnings, ignored } = JSON.parse(report).totals
  return errors + warnings + ignored === 0
}
