// Follows a Liaison network: keeps a copy of its offices and events, and does something once for each fact.
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { type CommitOptionsPartition, findErrorBy, ListOffsetTimestamps, type Message } from '@platformatic/kafka'
import { admin, consumer, group } from './connection.ts'
import { type Fact, work } from './work.ts'

const KINDS: Record<string, string> = { OfficeState: 'liaison.registry.OfficeState.v1', EventState: 'liaison.events.EventState.v1' }
const STATES = Object.keys(KINDS)
const TOPICS = [...STATES, 'EventHeld', 'CSORegistered']
type Read = Message<string, Fact | undefined, string, string>
/** Records by topic and key; under "done" facts by id. In your system: tables, written in one transaction. */
type Copy = Record<string, Record<string, Fact>>

function take(copy: Copy, { topic, key, value }: Read): void {
  if (!value) delete copy[topic]?.[key] // a tombstone: what has this key is no more
  else if (topic in KINDS) {
    const old = copy[topic][key] ?? { epoch: 0, sequence: '' }
    const newer = value.epoch > old.epoch || (value.epoch === old.epoch && value.sequence > old.sequence)
    if (value.type === KINDS[topic] && newer) copy[topic][key] = value
  } else if (!(value.id in copy.done)) { // what comes twice has the same id
    work(value, copy.OfficeState)
    copy.done[value.id] = { ...value, data: null }
  }
}

function save(copy: Copy): void {
  writeFileSync('copy.new', JSON.stringify(copy))
  renameSync('copy.new', 'copy.json')
}

/** Reads the states to their end. After that come all facts that are still there. */
async function startFromState(copy: Copy): Promise<void> {
  const reader = consumer('states')
  const first = await reader.listOffsets({ topics: TOPICS, timestamp: ListOffsetTimestamps.EARLIEST })
  const ends = await reader.listOffsets({ topics: STATES, timestamp: ListOffsetTimestamps.LATEST })
  const unread = new Map<string, bigint>(STATES.flatMap(topic => ends.get(topic)!.flatMap((end, partition) =>
    end > first.get(topic)![partition] ? [[`${topic}:${partition}`, end] as [string, bigint]] : [])))
  for (const topic of STATES) copy[topic] = {}
  const stream = unread.size > 0 ? await reader.consume({ topics: STATES, mode: 'earliest' }) : []
  for await (const message of stream) {
    take(copy, message)
    const place = `${message.topic}:${message.partition}`
    if (unread.get(place) === message.offset + 1n) unread.delete(place)
    if (unread.size === 0) break
  }
  save(copy)
  await reader.close(true)
  const places = new Map([...first, ...ends])
  const topics = [...places].map(([name, offsets]) =>
    ({ name, partitionOffsets: offsets.map((offset, partition) => ({ partition, offset })) }))
  const committing = admin()
  await committing.alterConsumerGroupOffsets({ groupId: group, topics })
  await committing.close()
  console.log(`Started from state: ${Object.keys(copy.OfficeState).length} offices`)
}

async function follow(copy: Copy): Promise<void> {
  const reader = consumer()
  process.once('SIGINT', () => reader.close(true))
  try {
    const stream = await reader.consume({ topics: TOPICS, mode: 'committed', fallbackMode: 'fail' })
    const places = new Map<string, CommitOptionsPartition>()
    for await (const message of stream) {
      take(copy, message)
      const { topic, partition, offset, leaderEpoch } = message
      places.set(`${topic}:${partition}`, { topic, partition, offset: offset + 1n, leaderEpoch })
      if (stream.readableLength > 0) continue
      save(copy)
      await reader.commit({ offsets: [...places.values()] }) // after the work
      places.clear()
    }
  } finally {
    await reader.close(true)
  }
}

const copy: Copy = existsSync('copy.json')
  ? JSON.parse(readFileSync('copy.json', 'utf8'))
  : { OfficeState: {}, EventState: {}, done: {} }
for (let stopped = false; !stopped; ) {
  try {
    await follow(copy)
    stopped = true
  } catch (error) {
    // This group has no position: it never had one, or what comes next was deleted.
    const lost = findErrorBy(error as Error, 'apiId', 'OFFSET_OUT_OF_RANGE') || findErrorBy(error as Error, 'code', 'PLT_KFK_USER')
    if (!lost) throw error
    await startFromState(copy)
  }
}
