/** What a submission may be; one that is more is refused, and no world is booted for it. */
export const submissionLimits = {
  /** Bytes of a script. */
  scriptBytes: 256 * 1024,
  /** Bytes of a bundle, its snapshot included. */
  bundleBytes: 4 * 1024 * 1024,
  lines: 5000,
  /** Bytes of one line, as a shell may be given. */
  lineBytes: 8192,
} as const

/** `256 KiB`, `4 MiB`: bytes for a sentence. */
export const describeBytes = (bytes: number): string =>
  bytes % (1024 * 1024) === 0 ? `${bytes / (1024 * 1024)} MiB` : `${Math.ceil(bytes / 1024)} KiB`
