// The clock on the site's wall, for who watches from elsewhere: a site in Shanghai has its alarms at Shanghai's time in any browser.

/** Minutes east of Greenwich that an instant was written with; null where it says none of its own (Z, or nothing). */
export function offsetIn(instant: string | undefined): number | null {
  const m = /T.*([+-])(\d\d):(\d\d)$/.exec(instant ?? '')
  return m ? (m[1] === '-' ? -1 : 1) * (Number(m[2]) * 60 + Number(m[3])) : null
}

/** An instant whose UTC fields read as the clock that is offset_min east of Greenwich. */
export const onClock = (at: Date, offset_min: number) => new Date(at.getTime() + offset_min * 60_000)

/** The instant as the browser's field for date and time has it, and back. */
export const toField = (at: Date, offset_min: number) => onClock(at, offset_min).toISOString().slice(0, 19)
export const fromField = (text: string, offset_min: number) => new Date(Date.parse(`${text.length === 16 ? `${text}:00` : text}Z`) - offset_min * 60_000)
