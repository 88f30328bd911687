// What browser tests may read. Nothing here changes anything.
import { language } from '../i18n/lang.svelte'
import { app } from '../state/app.svelte'
import { assetsOf } from '../state/site.svelte'
import { ui } from '../state/ui.svelte'
import type { Stage } from './stage'

export function exposeHook(stage: Stage) {
  const hook = {
    get ready() { return stage.terrain !== null && stage.framesDrawn > 0 },
    get runId() { return app.session?.id ?? null },
    get runState() { return app.run?.state ?? null },
    get t_s() { return app.session?.playback.now ?? 0 },
    get settled() { return stage.settled },
    get drawing() { return ui.drawing.length },
    get framesDrawn() { return stage.framesDrawn },
    get triangles() { return stage.renderer.info.render.triangles },
    get waterCells() { return stage.water?.wetCells ?? 0 },
    get lang() { return language.current },
    get connected() { return app.session?.connected ?? false },
    get mode() { return app.session?.playback.mode ?? 'live' },
    get stale() { return app.session?.playback.stale ?? false },
    get tool() { return ui.tool },
    get difference() { return ui.difference },
    get log() { return (app.session?.journal ?? []).map((e) => ({ ...e })) },
    assets: () => (app.loaded ? assetsOf(app.loaded, app.run).map((a) => ({ id: a.id, kind: a.kind, position: [...a.position] })) : []),
    crane(id: string) {
      const p = stage.cranes.posture(id)
      return p ? { slew: p.slew, hook: p.hook.toArray() } : null
    },
    get sweeps() { return stage.cranes.sweeps.group.visible ? stage.cranes.sweeps.count : 0 },
    get lifts() { return stage.cranes.lifts.group.visible ? stage.cranes.lifts.count : 0 },
    ground: (x: number, y: number) => app.loaded?.ground.at(x, y) ?? NaN,
    camera: {
      /** Site metres → pixels of the page. */
      project(x: number, y: number, z: number) {
        const p = stage.project(x, y, z), r = stage.renderer.domElement.getBoundingClientRect()
        return { x: r.left + p.x, y: r.top + p.y, visible: Math.abs(p.z) < 1 }
      },
      get moving() { return stage.rig.flying },
    },
  }
  Object.defineProperty(window, '__shapan', { value: Object.freeze(hook), configurable: true })
}
