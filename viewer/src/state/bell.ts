// Sound and notification for the highest tier, for who has asked for them.
import { say, t } from '../i18n/lang.svelte'
import type { Text } from '../api/types'
import { gathering } from './gather'

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

/** What rings: where, what is said further, and of what nothing is shown twice. */
export interface Ring { name: Text; tag: string; more: string }

/** Rings once for what comes together. */
export const ring = gathering<Ring>(ringNow)

function ringNow(all: Ring[]) {
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
    const one = all[0]!
    if (all.length === 1) new Notification(`${t('tier.danger')} · ${say(one.name)}`, { body: one.more, tag: one.tag })
    else {
      const body = all.slice(0, 3).map((r) => `${say(r.name)} · ${r.more}`).join('\n')
      new Notification(`${t('tier.danger')} · ${t('live.andMore', { name: say(one.name), n: all.length - 1 })}`, { body, tag: 'shapan' })
    }
  }
}
