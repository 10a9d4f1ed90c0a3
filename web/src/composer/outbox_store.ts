// Letters that could not be sent for want of a connection, in the browser's own database.
import type { Id, TicketRef } from '@/api/types'
import type { Letter, Slot } from './letter'
import type { Parcel } from './send'

/** A letter that waits for the connection, and for its author to say that it may go. */
export interface Waiting {
  /** The key under which the server takes it only once. */
  id: string
  user: Id
  ticket: TicketRef
  slot: Slot
  letter: Letter
  parcel: Parcel
  at: number
}

const STORE = 'outbox'

function open(): Promise<IDBDatabase> {
  return new Promise((done, fail) => {
    const request = indexedDB.open('centralino', 1)
    request.onupgradeneeded = () => request.result.createObjectStore(STORE, { keyPath: 'id' })
    request.onsuccess = () => done(request.result)
    request.onerror = () => fail(request.error)
  })
}

async function work<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const database = await open()
  try {
    return await new Promise<T>((done, fail) => {
      const transaction = database.transaction(STORE, mode)
      const request = ask(transaction.objectStore(STORE))
      transaction.oncomplete = () => done(request.result)
      transaction.onerror = transaction.onabort = () => fail(transaction.error)
    })
  } finally {
    database.close()
  }
}

export const putWaiting = (one: Waiting) => work('readwrite', (store) => store.put(one))
export const dropWaiting = (id: string) => work('readwrite', (store) => store.delete(id))
/** Those of this user, oldest first. */
export const allWaiting = async (user: Id) =>
  (await work<Waiting[]>('readonly', (store) => store.getAll()))
    .filter((one) => one.user === user)
    .sort((a, b) => a.at - b.at)
