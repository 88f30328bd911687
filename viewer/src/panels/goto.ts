import { app } from '../state/app.svelte'
import { assetsOf } from '../state/site.svelte'
import { ui } from '../state/ui.svelte'
import type { Encounter } from '../state/cranes'
import { camera } from '../scene/commands'

/** Flies to what an alarm or event is about, and shows the moment it happened. */
export function goTo(subject: string, t_s: number) {
  const s = app.session
  if (s) s.playback.seek(t_s, s.run)
  const asset = app.loaded && assetsOf(app.loaded, app.run).find((a) => a.id === subject || subject.startsWith(`${a.id}.`))
  if (!asset) return
  const tab = ui.rightTab
  ui.select({ kind: 'asset', id: asset.id })
  ui.rightTab = tab
  camera.flyTo(asset.kind === 'crane' ? [asset.position[0], asset.position[1], asset.position[2] + Number(asset.properties?.jib_height_m ?? 0) * 0.6] : asset.position, 110)
}
app.onAlarmPick = goTo

/** Shows the moment of an encounter and flies between the two. */
export function goToEncounter(e: Encounter) {
  const s = app.session
  if (s) s.playback.seek(e.at_s, s.run)
  const crane = app.loaded?.site.assets.find((a) => a.id === e.a)
  if (!crane) return
  ui.select({ kind: 'asset', id: crane.id })
  const other = app.loaded?.site.assets.find((a) => a.id === e.b)
  const at = (k: 0 | 1) => (other ? (crane.position[k] + other.position[k]) / 2 : crane.position[k])
  camera.flyTo([at(0), at(1), crane.position[2] + Number(crane.properties?.jib_height_m ?? 40) * 0.7], 110)
}
