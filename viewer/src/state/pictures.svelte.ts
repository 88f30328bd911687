// Photographs and maps over the ground: which are on, how strongly, and what has come of fetching them.
import * as api from '../api/client'
import { ApiError } from '../api/client'
import type { Picture, Site } from '../api/types'
import type { Photo } from '../layers/terrain/photos'

export type Status = 'idle' | 'loading' | 'ready' | 'failed'
export interface PictureChoice { on: boolean; opacity: number; status: Status; note: string }

const store = (siteId: string) => `shapan.pictures.${siteId}`

class Pictures {
  list = $state.raw<Picture[]>([])
  choices = $state<Record<string, PictureChoice>>({})
  #site = ''
  #images = new Map<string, ImageBitmap>()

  /** Takes over a site's pictures, with what was chosen at the last visit. A basemap is never on by itself. */
  open(site: Site) {
    if (this.#site === site.id) return
    this.#site = site.id
    for (const image of this.#images.values()) image.close()
    this.#images.clear()
    this.list = site.pictures
    let kept: Record<string, Partial<PictureChoice>> = {}
    try {
      kept = JSON.parse(localStorage.getItem(store(site.id)) ?? '{}') as typeof kept
    } catch { /* an unreadable choice is no choice */ }
    this.choices = Object.fromEntries(site.pictures.map((p) => {
      const k = kept[p.id]
      return [p.id, { on: p.kind === 'basemap' ? false : (k?.on ?? p.on), opacity: k?.opacity ?? p.opacity, status: 'idle' as Status, note: '' }]
    }))
  }

  save() {
    const kept = Object.fromEntries(Object.entries(this.choices).map(([id, { on, opacity }]) => [id, { on, opacity }]))
    localStorage.setItem(store(this.#site), JSON.stringify(kept))
  }

  /** Fetches what is on and not there yet. `failed` is told what the server says; the picture is then off. */
  fetch(failed: (p: Picture, text: string, wholly: boolean) => void) {
    for (const p of this.list) {
      const c = this.choices[p.id]!
      if (!c.on || c.status !== 'idle') continue
      c.status = 'loading'
      const site = this.#site
      void this.#one(site, p).then(
        (missing) => {
          if (site !== this.#site) return
          c.status = 'ready'
          c.note = missing
          if (missing) failed(p, missing, false)
        },
        (e: unknown) => {
          if (site !== this.#site) return
          c.status = 'failed'
          c.on = false
          c.note = e instanceof ApiError ? e.message : ''
          failed(p, c.note, true)
        },
      )
    }
  }

  async #one(site: string, p: Picture): Promise<string> {
    const { image, missing } = await api.picture(site, p.id)
    if (site === this.#site) this.#images.set(p.id, image)
    else image.close()
    return missing
  }

  /** Switches a picture; what failed, or lacked something, is asked for anew. */
  toggle(id: string, on: boolean) {
    const c = this.choices[id]!
    c.on = on
    if (on && (c.status === 'failed' || c.note)) { c.status = 'idle'; c.note = '' }
    this.save()
  }

  /** What is to be drawn, the lowest first. */
  get shown(): Photo[] {
    return this.list.flatMap((p): Photo[] => {
      const c = this.choices[p.id]!, image = c.on && c.status === 'ready' ? this.#images.get(p.id) : undefined
      return image ? [{ id: p.id, image, grid: p.grid, opacity: c.opacity, natural: p.natural }] : []
    })
  }

  get attributions(): string[] {
    return this.list.filter((p) => p.attribution && this.choices[p.id]!.on && this.choices[p.id]!.status === 'ready').map((p) => p.attribution)
  }
}
export const pictures = new Pictures()
