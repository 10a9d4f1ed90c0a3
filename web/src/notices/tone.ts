// A short, soft tone of two notes, made here: no file to load, nothing to license.
let context: AudioContext | null = null

/** Frequency (Hz) and start (s) of each note: a fifth, upwards. */
const NOTES = [
  [587.3, 0],
  [880, 0.11],
] as const
const LOUDNESS = 0.12
const LASTS = 0.5

/** Plays it; false where the browser waits for a first click on the page. */
export async function playTone(): Promise<boolean> {
  try {
    context ??= new AudioContext()
    // Without a click so far this never settles: what does not play now is not played later.
    if (context.state !== 'running')
      await Promise.race([context.resume(), new Promise((done) => setTimeout(done, 300))])
    if (context.state !== 'running') return false
    for (const [frequency, at] of NOTES) note(context, frequency, context.currentTime + at)
    return true
  } catch {
    return false
  }
}

function note(audio: AudioContext, frequency: number, start: number) {
  const tone = audio.createOscillator()
  const volume = audio.createGain()
  tone.type = 'sine'
  tone.frequency.value = frequency
  volume.gain.setValueAtTime(0, start)
  volume.gain.linearRampToValueAtTime(LOUDNESS, start + 0.015)
  volume.gain.exponentialRampToValueAtTime(0.0001, start + LASTS)
  tone.connect(volume).connect(audio.destination)
  tone.start(start)
  tone.stop(start + LASTS)
}
