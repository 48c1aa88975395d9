import t from 'tap'
import { networkOf } from '../../src/http/rate-limits.js'

t.test('an address is its own caller, and a network of IPv6 is one, however it is written', async (t) => {
  const callers = {
    '10.0.0.1': '10.0.0.1',
    Unknown: 'unknown',
    '::ffff:10.0.0.1': '10.0.0.1',
    '::FFFF:10.0.0.1': '10.0.0.1',
    '::1': '0:0:0:0',
    '::': '0:0:0:0',
    '2001:db8:1:2::1': '2001:db8:1:2',
    '2001:DB8:0001:0002:3:4:5:6': '2001:db8:1:2',
    '2001:db8::1:2:3:4:5': '2001:db8:0:1',
    '2001:db8::': '2001:db8:0:0',
    'fe80::1%eth0': 'fe80:0:0:0',
    '64:ff9b::10.0.0.1': '64:ff9b:0:0',
  }
  for (const [address, caller] of Object.entries(callers)) t.equal(networkOf(address), caller, address)
})
