// Names of building parts by IFC class, as engineers say them. Where no name is known the class itself is shown.
import { language } from './lang.svelte'

const ZH: Record<string, string> = {
  Actuator: '执行器', AirTerminal: '风口', Alarm: '报警器', Beam: '梁', BuildingElementPart: '构件部件', BuildingElementProxy: '其他构件', CableCarrierFitting: '桥架配件',
  CableCarrierSegment: '电缆桥架', CableSegment: '电缆', Chimney: '烟囱', Column: '柱', Covering: '饰面', CurtainWall: '幕墙', Damper: '风阀', DiscreteAccessory: '零星配件',
  DistributionElement: '机电构件', DistributionFlowElement: '机电构件', Door: '门', DuctFitting: '风管管件', DuctSegment: '风管', ElectricAppliance: '电器', ElementAssembly: '组合构件',
  EnergyConversionDevice: '能量转换设备', Fan: '风机', Fastener: '紧固件', FireSuppressionTerminal: '消防末端', FlowController: '流量控制件', FlowFitting: '管件', FlowMovingDevice: '输送设备',
  FlowSegment: '管段', FlowStorageDevice: '储存设备', FlowTerminal: '末端设备', FlowTreatmentDevice: '处理设备', Footing: '基础', Furniture: '家具', FurnishingElement: '家具',
  GeographicElement: '地理要素', Grid: '轴网', LightFixture: '灯具', Member: '杆件', MechanicalFastener: '机械紧固件', Outlet: '插座', Pile: '桩', PipeFitting: '管件', PipeSegment: '管道', Plate: '板件',
  Pump: '水泵', Railing: '栏杆', Ramp: '坡道', RampFlight: '坡道段', ReinforcingBar: '钢筋', ReinforcingMesh: '钢筋网', Roof: '屋面', SanitaryTerminal: '卫生器具', Sensor: '传感器',
  ShadingDevice: '遮阳', Site: '场地', Slab: '楼板', SlabStandardCase: '标准楼板', Space: '房间', Stair: '楼梯', StairFlight: '梯段', SystemFurnitureElement: '系统家具', Tank: '水箱', Tendon: '预应力筋', TransportElement: '运输设备',
  Valve: '阀门', Wall: '墙', WallStandardCase: '标准墙', WasteTerminal: '排水口', Window: '窗',
}

/** IfcWallStandardCase → 墙; in English the class without its prefix. */
export function typeName(type: string | undefined): string {
  const plain = (type ?? '').replace(/^Ifc/, '')
  return language.current === 'zh' ? (ZH[plain] ?? plain) : plain
}
