// What parameters of assets and features are called; a key that is not known is shown as it is written.
import { language } from './lang.svelte'
import { unitOfKey } from './format'

const NAMES: Record<string, [zh: string, en: string]> = {
  // gauges
  alarm_depth: ['报警水深', 'Alarm depth'], prewarning_depth: ['预警水深', 'Pre-warning depth'], alarm_level: ['报警水位', 'Alarm level'], prewarning_level: ['预警水位', 'Pre-warning level'],
  dead_band: ['回差', 'Dead band'], freeboard_to_level: ['超高基准高程', 'Freeboard measured to'], basis_code: ['依据', 'Basis'], basis_clause: ['条款', 'Clause'], basis_note: ['说明', 'Note'], basis_verified: ['已核对原文', 'Compared with the original'],
  // pumps and sumps
  curve_head_m_flow: ['扬程–流量曲线', 'Head–flow curve'], discharge: ['排放点', 'Discharges to'], ramp: ['启动时间', 'Run-up time'], start_depth: ['启泵水深', 'Starts at depth'], stop_depth: ['停泵水深', 'Stops at depth'], start_level: ['启泵水位', 'Starts at level'], stop_level: ['停泵水位', 'Stops at level'],
  floor_level: ['底部高程', 'Floor level'], volume: ['容积', 'Volume'],
  // ground
  height: ['高度', 'Height'], coping_height: ['坑沿高度', 'Coping height'], cut: ['挖方量', 'Cut'], fill: ['填方量', 'Fill'], formation_level: ['坑底高程', 'Formation level'], side_slope: ['边坡（水平：垂直）', 'Side slope (H : V)'],
  class: ['类别', 'Class'], type: ['类型', 'Type'], infiltration: ['入渗率', 'Infiltration'], manning: ['曼宁糙率', 'Manning’s n'], voltage: ['电压', 'Voltage'], width: ['宽度', 'Width'], line: ['走线', 'Line'],
  // cranes
  jib: ['臂长', 'Jib'], counter_jib: ['平衡臂长', 'Counter-jib'], jib_height: ['臂架高度', 'Jib height'], head: ['塔帽高度', 'Head height'], min_radius: ['最小幅度', 'Least radius'], max_radius: ['最大幅度', 'Greatest radius'], pivot: ['臂根偏距', 'Pivot offset'],
  falls: ['倍率', 'Falls of rope'], rope: ['绳长', 'Rope'], hook: ['吊钩质量', 'Hook'], load_chart: ['起重性能表', 'Load chart'], slew: ['回转速度', 'Slewing speed'], slew_start: ['回转启动时间', 'Slewing run-up'], slew_brake: ['回转制动时间', 'Slewing brake'], slew_emergency_brake: ['回转急停时间', 'Slewing emergency brake'],
  trolley: ['变幅速度', 'Trolley speed'], hoist: ['起升速度', 'Hoisting speed'], luff: ['俯仰时间', 'Luffing time'], vane_jib: ['臂架迎风面积', 'Wind area of the jib'], vane_counter: ['平衡臂迎风面积', 'Wind area of the counter-jib'], vane_jib_arm: ['臂架风载力臂', 'Arm of the jib’s wind'], vane_counter_arm: ['平衡臂风载力臂', 'Arm of the counter-jib’s wind'], vane_friction: ['回转摩擦力矩', 'Slewing friction'], vane_inertia: ['回转惯量', 'Slewing inertia'],
  // points
  unit: ['单位', 'Unit'], property: ['监测项', 'Measured'], group: ['分组', 'Group'], cell: ['网格', 'Cell'], city_cell: ['城市网格', 'City cell'], position: ['位置', 'Position'],
}
const VALUES: Record<string, [zh: string, en: string]> = {
  offsite: ['场外管网', 'off the site'], true: ['是', 'yes'], false: ['否', 'no'],
  hammerhead: ['塔帽式', 'hammerhead'], luffing: ['动臂式', 'luffing'], topless: ['平头式', 'topless'], laydown: ['堆场', 'laydown'], power_line: ['架空线', 'power line'], prohibited: ['禁吊区', 'prohibited'],
  architecture: ['建筑', 'architecture'], architectural: ['建筑', 'architectural'], structure: ['结构', 'structure'], structural: ['结构', 'structural'], services: ['机电', 'services'], mep: ['机电', 'MEP'], hvac: ['暖通', 'HVAC'], plumbing: ['给排水', 'plumbing'], electrical: ['电气', 'electrical'], civil: ['土建', 'civil'], landscape: ['景观', 'landscape'],
  road: ['道路', 'road'], yard: ['场地硬化', 'yard'], park: ['绿地', 'park'], grass: ['草地', 'grass'], water: ['水域', 'water'], paving: ['铺装', 'paving'],
}
const k = () => (language.current === 'zh' ? 0 : 1)

export function propertyName(key: string): string {
  const [plain] = unitOfKey(key)
  return NAMES[plain]?.[k()] ?? plain.replaceAll('_', ' ')
}
export const propertyValue = (v: string | boolean): string => VALUES[String(v)]?.[k()] ?? String(v)

const BEARINGS = [['北', 'N'], ['东北', 'NE'], ['东', 'E'], ['东南', 'SE'], ['南', 'S'], ['西南', 'SW'], ['西', 'W'], ['西北', 'NW']] as const
/** Where a bearing in degrees points. */
export const compass = (deg: number): string => BEARINGS[((Math.round(deg / 45) % 8) + 8) % 8]![k()]
