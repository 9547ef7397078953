import type { CSORegistered } from './facts/CSORegistered.d.ts'
import type { EventHeld } from './facts/EventHeld.d.ts'
import type { OfficeState } from './facts/OfficeState.d.ts'

/** What stands on every topic; `data` is what the schema of its `type` says. */
export type Fact = { id: string; type: string; epoch: number; sequence: string; data: unknown }

/** Yours. Types that it does not name are not its business. */
export function work(fact: Fact, offices: Record<string, Fact>): void {
  if (fact.type === 'liaison.events.EventHeld.v1') {
    const held = fact.data as EventHeld
    const office = offices[held.state.office_id]?.data as OfficeState | undefined
    console.log(`EventHeld: ${held.state.title}, ${held.attendance} people, ${office?.address ?? held.state.office_name}`)
  } else if (fact.type === 'liaison.registry.CSORegistered.v1') {
    console.log(`CSORegistered: ${(fact.data as CSORegistered).state.name}`)
  }
}
