import t from 'tap'
import { baseHeaders } from '../../src/http/response-headers.js'
import { mark } from './answers.js'
import type { FuzzedCall } from './calls.js'
import { type FuzzedReply, faultsOf } from './faults.js'

t.test('a reply that is at fault does not go unseen', async (t) => {
  const headers = {
    ...baseHeaders,
    'content-type': 'application/problem+json; charset=utf-8',
    traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-00`,
    'x-request-id': 'a-request',
  }
  const reply = (statusCode: number, body: object, more: object = {}): FuzzedReply => {
    const instance = `urn:mokummatch:request:${headers['x-request-id']}`
    const problem = { type: '/', title: 'A', status: statusCode, detail: 'A sentence.', instance, code: 'a', ...body }
    return { statusCode, headers: { ...headers, location: '/', ...more }, body: JSON.stringify(problem) }
  }
  const call = (expected: FuzzedCall['expected'], payload = '{}'): FuzzedCall => ({
    what: 'a call',
    expected,
    request: { headers: { 'content-type': 'application/json' }, payload },
  })
  const isObject = (body: unknown): boolean => typeof body === 'object'
  const errors = [{ pointer: '/a', code: 'wrong-type' }]
  t.same(faultsOf(reply(400, { errors }), call('refused'), isObject), [])
  t.same(faultsOf(reply(201, {}), call('taken'), isObject), [])
  t.match(faultsOf(reply(400, { errors }), call('taken'), isObject), [/^what is as described is refused/])
  t.same(faultsOf(reply(200, {}), call('refused'), isObject), ['a broken call is taken'])
  t.same(faultsOf(reply(200, {}), call('anything', '7'), isObject), ['a broken body is taken'])
  t.same(faultsOf(reply(200, {}), call('anything', '{'), isObject), ['a broken body is taken'])
  t.same(faultsOf(reply(500, {}), call('anything'), isObject), ['the service is at fault'])
  t.same(faultsOf(reply(400, { detail: `You said ${mark}.` }), call('anything'), isObject), ['an answer is repeated'])
  t.match(faultsOf(reply(200, {}, { 'api-version': '' }), call('taken'), isObject), [/^api-version/])
})
