/** Where progress is written: standard error, so that what a command prints stays clean. */
export interface ProgressOutput {
  readonly isTTY?: boolean
  readonly columns?: number
  write(text: string): unknown
}

/** A bar that is drawn at most ten times a second, and only in a terminal. */
export function progressBar(
  label: string,
  output: ProgressOutput,
  now: () => number,
): { update(done: number, total: number): void; end(): void } {
  let drawnAt = Number.NEGATIVE_INFINITY
  let drawn = false
  return {
    update(done, total) {
      if (!output.isTTY || (now() - drawnAt < 100 && done < total)) return
      drawnAt = now()
      drawn = true
      const share = total === 0 ? 1 : done / total
      const width = Math.max(10, Math.min(40, (output.columns ?? 80) - label.length - 24))
      const filled = Math.round(share * width)
      output.write(
        `\r${label} ${'█'.repeat(filled)}${'░'.repeat(width - filled)} ${Math.floor(share * 100)} % ${done}/${total}`,
      )
    },
    end() {
      if (drawn) output.write('\n')
    },
  }
}
