// Play, pause, step, speed: at the live head they command the run's clock, in the past the page's own.
import { app } from '../state/app.svelte'

export const SPEEDS = [1, 10, 30, 60, 120, 0] as const // 0 = as fast as it can
const PAST_MAX = 600

export function isPlaying(): boolean {
  const s = app.session
  if (!s) return false
  return s.playback.mode === 'past' ? s.playback.playing : s.run.state === 'running'
}

export async function playPause() {
  const s = app.session
  if (!s) return
  const p = s.playback
  if (p.mode === 'past') {
    if (!p.playing && p.now >= s.run.recorded_s[1] - 1e-6) p.seek(s.run.recorded_s[0], s.run)
    p.playing = !p.playing
  } else if (s.run.state === 'running') await app.tryTo(() => s.control({ do: 'pause' }))
  else if (s.run.state === 'paused') await app.tryTo(() => s.control({ do: 'play' }))
  else { // finished: show it again from the start
    p.seek(s.run.recorded_s[0], s.run)
    p.playing = true
  }
}

export async function stepForward(frames = 1) {
  const s = app.session
  if (!s) return
  if (s.playback.mode === 'past') {
    s.playback.playing = false
    s.playback.seek(s.playback.now + frames * (s.run.frame_every_s || 1), s.run)
  } else if (s.run.state === 'running' || s.run.state === 'paused') await app.tryTo(() => s.control({ do: 'step' }))
}

export function back(frames = 1) {
  const s = app.session
  if (!s) return
  s.playback.playing = false
  const every = s.run.frame_every_s || 1
  const now = Math.min(s.playback.now, s.run.recorded_s[1])
  s.playback.seek((Math.ceil(now / every - 1e-6) - frames) * every, s.run)
}

export async function setSpeed(speed: number) {
  const s = app.session
  if (!s) return
  s.playback.speed = speed === 0 ? PAST_MAX : speed
  if (s.playback.mode === 'live' && (s.run.state === 'running' || s.run.state === 'paused')) await app.tryTo(() => s.control({ speed }))
}

export function currentSpeed(): number {
  const s = app.session
  if (!s) return 60
  if (s.playback.mode === 'live' && s.run.state !== 'done') return s.run.speed
  return s.playback.speed === PAST_MAX ? 0 : s.playback.speed
}
