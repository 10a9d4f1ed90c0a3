// Starts the server before the first test and stops it after the last.
import type { TestProject } from 'vitest/node'
import { startHub, type HubFacts } from './hub'

declare module 'vitest' {
  export interface ProvidedContext {
    hub: HubFacts
  }
}

export default async function setup(project: TestProject) {
  const { stop, ...facts } = await startHub()
  project.provide('hub', facts)
  return stop
}
