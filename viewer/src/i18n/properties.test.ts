import { beforeAll, expect, it, vi } from 'vitest'

vi.stubGlobal('localStorage', { getItem: () => 'zh', setItem: () => {} })
let p: typeof import('./properties'), language: typeof import('./lang.svelte').language
beforeAll(async () => { p = await import('./properties'); language = (await import('./lang.svelte')).language })

it('names parameters in the reader\'s language, and shows what it does not know as it is', () => {
  expect([p.propertyName('start_depth_m'), p.propertyName('curve_head_m_flow_m3_per_s'), p.propertyName('slew_rad_per_s'), p.propertyValue('offsite'), p.propertyValue(false), p.compass(-90)]).toEqual(['启泵水深', '扬程–流量曲线', '回转速度', '场外管网', '否', '西'])
  language.set('en')
  expect([p.propertyName('start_depth_m'), p.propertyName('of_somebody_m'), p.propertyValue('offsite'), p.propertyValue('elsewhere'), p.compass(350)]).toEqual(['Starts at depth', 'of somebody', 'off the site', 'elsewhere', 'N'])
})
