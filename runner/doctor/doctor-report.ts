import type { Capability } from './capability.ts'
import type { Examination, Platform } from './examine.ts'
import { isFit } from './impact.ts'

/** What `lab doctor --json` prints; docs/schema/doctor.schema.json. */
export interface DoctorReport {
  schemaVersion: 1
  platform: Platform
  /** All that every lab needs was found. */
  ok: boolean
  capabilities: Capability[]
}

export const doctorReport = ({ platform, capabilities }: Examination): DoctorReport => ({
  schemaVersion: 1,
  platform,
  ok: isFit(capabilities),
  capabilities,
})
