// What comes by the hundred is told together: one bell for a flood, not two hundred.

/**
 * Tells what comes first at once, and what follows within so long after something was told together when that has
 * passed. Nothing is left out.
 */
export function gathering<T>(tell: (all: T[]) => void, ms = 3000): (some: T[]) => void {
  let waiting: T[] | null = null
  const end = () => {
    const all = waiting!
    waiting = all.length > 0 ? [] : null
    if (all.length === 0) return
    setTimeout(end, ms)
    tell(all)
  }
  return (some) => {
    if (some.length === 0) return
    if (waiting) { waiting.push(...some); return }
    waiting = []
    setTimeout(end, ms)
    tell(some)
  }
}
