import t from 'tap'
import { hsdsBase } from '../../src/hsds/hsds-routes.js'
import { fuzzOperations } from './fuzz-operations.js'

await fuzzOperations(t, () => true, { decorator: 'hsds', base: hsdsBase })
