import t from 'tap'
import { pureOperations } from '../helpers/described-calls.js'
import { fuzzOperations } from './fuzz-operations.js'

await fuzzOperations(t, ({ method, operationId }) => method === 'get' || pureOperations.has(operationId))
