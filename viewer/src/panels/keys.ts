// Keys that work everywhere but in text fields.
import { app } from '../state/app.svelte'
import { ui } from '../state/ui.svelte'
import { back, playPause, stepForward } from './transport'

export function installKeys() {
  addEventListener('keydown', (e) => {
    const at = e.target as HTMLElement
    if (at.closest('input, select, textarea, [role=slider], .handle') || e.ctrlKey || e.metaKey || e.altKey) return
    if (!app.session) return
    if (e.key === '?') ui.help = !ui.help
    else if (e.key === 'Escape' && ui.help) ui.help = false
    else if (e.key === ' ' && !at.closest('button')) {
      e.preventDefault()
      void playPause()
    } else if (e.key === 'ArrowRight') void stepForward(e.shiftKey ? 10 : 1)
    else if (e.key === 'ArrowLeft') back(e.shiftKey ? 10 : 1)
    else if (e.key === 'Escape' && ui.tool === 'select') ui.select(null)
  })
}
