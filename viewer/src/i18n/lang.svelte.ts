// The language of every string on the page; changing it redraws all of them.
import { zh, en, type Key } from './dictionary'
import type { Text } from '../api/types'

export type Lang = 'zh' | 'en'
const STORE = 'shapan.lang'

function first(): Lang {
  const kept = localStorage.getItem(STORE)
  if (kept === 'zh' || kept === 'en') return kept
  return navigator.languages.some((l) => l.toLowerCase().startsWith('zh')) ? 'zh' : navigator.language.toLowerCase().startsWith('en') ? 'en' : 'zh'
}

class Language {
  current = $state<Lang>(first())

  set(l: Lang) {
    this.current = l
    localStorage.setItem(STORE, l)
  }
}
export const language = new Language()

/** The page's own strings; `{name}` in them is filled from `fill`. */
export function t(key: Key, fill?: Record<string, string | number>): string {
  const s: string = (language.current === 'zh' ? zh : en)[key]
  return fill ? s.replace(/\{(\w+)\}/g, (_, k: string) => String(fill[k] ?? '')) : s
}

/** Strings that come with the data. */
export function say(text: Text | string | undefined | null, otherwise = ''): string {
  if (!text) return otherwise
  if (typeof text === 'string') return text
  return text[language.current] || text.zh || text.en || otherwise
}
