// Labels and handles: DOM laid over the picture, so that text is crisp, focusable and readable by machines.
import * as THREE from 'three'

export interface Tag {
  id: string
  element: HTMLElement
  at: [number, number, number] // site metres
  priority: number // higher stays when room is short
  always?: boolean
  visible: boolean
}

interface Box { x0: number; y0: number; x1: number; y1: number }

const EDGE = 4 // [px] between a label and the picture's edge

/** The place nearest to a wanted one at which a label is whole. */
export function inside(x: number, y: number, size: { w: number; h: number }, w: number, h: number): [number, number] {
  const into = (v: number, most: number) => Math.max(EDGE, Math.min(v, most))
  return [into(x, w - size.w - EDGE), into(y, h - size.h - EDGE)]
}

export class Overlay {
  readonly root: HTMLElement
  readonly tags = new Map<string, Tag>()
  #sizes = new WeakMap<HTMLElement, { text: string; w: number; h: number }>()

  constructor(root: HTMLElement) {
    this.root = root
  }

  add(tag: Tag) {
    this.remove(tag.id)
    tag.element.style.position = 'absolute'
    this.root.append(tag.element)
    this.tags.set(tag.id, tag)
  }

  remove(id: string) {
    this.tags.get(id)?.element.remove()
    this.tags.delete(id)
  }

  #size(e: HTMLElement) {
    const text = e.textContent ?? ''
    let s = this.#sizes.get(e)
    if (!s || s.text.length !== text.length) {
      s = { text, w: e.offsetWidth || 60, h: e.offsetHeight || 20 }
      this.#sizes.set(e, s)
    }
    return s
  }

  update(project: (x: number, y: number, z: number) => THREE.Vector3, w: number, h: number) {
    const taken: Box[] = []
    const order = [...this.tags.values()].sort((a, b) => b.priority - a.priority)
    for (const t of order) {
      const p = project(...t.at)
      const inView = t.visible && p.z > -1 && p.z < 1 && p.x > 0 && p.y > -20 && p.x < w && p.y < h + 40
      let show = inView
      if (inView) {
        const s = this.#size(t.element)
        const anchorBottom = t.element.dataset.anchor !== 'centre'
        const free = (x0: number, y0: number) => !taken.some((o) => x0 - 2 < o.x1 && x0 + s.w + 2 > o.x0 && y0 - 1 < o.y1 && y0 + s.h + 1 > o.y0)
        const places = anchorBottom ? [[-s.w / 2, -s.h - 6], [6, -s.h / 2 - 8], [-s.w - 6, -s.h / 2 - 8], [-s.w / 2, -2 * s.h - 10], [-s.w / 2, 12]] : [[-s.w / 2, -s.h / 2]]
        // whole or not at all: what would be cut at an edge is moved in, unless it marks the very place
        const within = anchorBottom ? places.map(([x, y]) => inside(p.x + x!, p.y + y!, s, w, h)) : places.map(([x, y]) => [p.x + x!, p.y + y!])
        const place = within.find(([x, y]) => free(x!, y!)) ?? (t.always ? within[0] : undefined)
        show = place !== undefined
        if (place) {
          const x0 = place[0]!, y0 = place[1]!
          taken.push({ x0: x0 - 2, y0: y0 - 1, x1: x0 + s.w + 2, y1: y0 + s.h + 1 })
          t.element.style.transform = `translate(${x0.toFixed(1)}px, ${y0.toFixed(1)}px)`
        }
      }
      t.element.style.visibility = show ? 'visible' : 'hidden'
      t.element.style.pointerEvents = show ? 'auto' : 'none'
    }
  }
}
