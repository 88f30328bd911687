import { app } from '../state/app.svelte'
import { assetsOf } from '../state/site.svelte'
import { ui } from '../state/ui.svelte'
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
  camera.flyTo(asset.position, 110)
}
app.onAlarmPick = goTo
