// Sound and notification for the highest tier, for who has asked for them.
import { say, t } from '../i18n/lang.svelte'
import type { Text } from '../api/types'

const STORE = 'shapan.bell'
let sound: AudioContext | null = null

export const bellKept = () => localStorage.getItem(STORE) === 'on'

/** Called from a click: browsers let nothing sound or notify before one. */
export async function setBell(on: boolean): Promise<boolean> {
  localStorage.setItem(STORE, on ? 'on' : 'off')
  if (!on) return false
  sound ??= new AudioContext()
  await sound.resume().catch(() => {})
  if ('Notification' in window && Notification.permission === 'default') await Notification.requestPermission().catch(() => 'denied')
  return true
}

/** what is said further; one tag is shown once. */
export function ring(name: Text, tag: string, more = '') {
  if (!bellKept()) return
  if (sound?.state === 'running') {
    for (const [k, hz] of [880, 660, 880, 660].entries()) {
      const tone = sound.createOscillator(), volume = sound.createGain()
      tone.frequency.value = hz
      volume.gain.value = 0.15
      tone.connect(volume).connect(sound.destination)
      tone.start(sound.currentTime + k * 0.28)
      tone.stop(sound.currentTime + k * 0.28 + 0.22)
    }
  }
  if ('Notification' in window && Notification.permission === 'granted') {
    new Notification(`${t('tier.danger')} · ${say(name)}`, { body: more, tag })
  }
}
