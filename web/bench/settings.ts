// What can be chosen by CENTRALINO_BENCH_*; taken out of the environment, where the hub refuses what it does not know.
function chosen(name: string, otherwise: string): string {
  return process.env[`CENTRALINO_BENCH_${name}`] || otherwise
}

/** What is measured. */
export const PARTS = chosen('PARTS', 'first open scroll memory').split(' ')
/** Tickets opened in each way. */
export const OPENINGS = Number(chosen('OPENINGS', '200'))
/** How long messages come in while the memory of the tab is watched. */
export const MINUTES = Number(chosen('MINUTES', '20'))

for (const name of Object.keys(process.env))
  if (name.startsWith('CENTRALINO_BENCH_')) delete process.env[name]
