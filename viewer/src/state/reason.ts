// Why an alarm rang or changed, in the reader's language.
import type { LiveEvent, Point } from '../api/live'
import { number } from '../i18n/format'
import { t } from '../i18n/lang.svelte'

export function reason(e: LiveEvent, p?: Point): string {
  if (!e.cause) return e.why ?? ''
  if (e.alarm === 'sensor') return t(`fault.${e.cause as 'range'}`)
  return `${t(`cause.${e.cause as 'rate'}`)} ${number(e.value, 2)} / ${number(e.limit, 2)} ${p?.unit ?? ''}${e.cause === 'rate' ? `/${t('unit.d')}` : ''}`
}
