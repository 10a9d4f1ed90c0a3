import { ref } from 'vue'
import { describe, expect, it } from 'vitest'
import { useFinding } from './finding'

describe('finding in a list', () => {
  const rooms = ref([
    { name: 'Perché no', team: 'Night shift' },
    { name: 'Returns', team: null },
  ])
  const { typed, found } = useFinding(rooms, (room) => [room.name, room.team])
  const names = (text: string) => {
    typed.value = text
    return found.value.map((room) => room.name)
  }
  it('shows all while nothing is typed', () => expect(names(' ')).toEqual(['Perché no', 'Returns']))
  it('wants every word, wherever it stands, without regard to accents', () => {
    expect(names('shift PERCHE')).toEqual(['Perché no'])
    expect(names('returns shift')).toEqual([])
  })
})
