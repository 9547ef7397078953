// How to get in: what `liaison subscribers add` wrote is in the environment. Without it, the sandbox is meant.
import { Admin, Consumer, jsonDeserializer, stringDeserializer } from '@platformatic/kafka'
import type { Fact } from './work.ts'

const { KAFKA_BOOTSTRAP_SERVERS, KAFKA_GROUP_PREFIX, KAFKA_SECURITY_PROTOCOL, KAFKA_CA } = process.env
const { KAFKA_USERNAME: username, KAFKA_PASSWORD: password } = process.env
const prefix = KAFKA_GROUP_PREFIX ?? 'my-system.'
export const group = `${prefix}main`

const where = {
  clientId: group,
  bootstrapBrokers: (KAFKA_BOOTSTRAP_SERVERS ?? 'localhost:9092').split(','),
  ...(KAFKA_SECURITY_PROTOCOL === 'SASL_SSL' && {
    tls: KAFKA_CA ? { ca: KAFKA_CA } : {},
    sasl: { mechanism: 'SCRAM-SHA-512' as const, username, password },
  }),
}

export const admin = () => new Admin(where)

export const consumer = (name = 'main') => new Consumer<string, Fact, string, string>({
  ...where,
  groupId: prefix + name,
  autocommit: false,
  deserializers: { key: stringDeserializer, value: jsonDeserializer<Fact> },
})
