package building

import (
	"shapan/bim/glb"
	"shapan/bim/ifc/shape"
)

// byType are colours of what has none in its file, chosen to tell kinds apart and
// to look like a drawing: light walls, darker floors, wood for doors, glass for
// windows, and for services the colours by which they are commonly drawn.
var byType = map[string]glb.Color{
	"IfcWall":                       {R: 0.88, G: 0.86, B: 0.82, A: 1},
	"IfcWallStandardCase":           {R: 0.88, G: 0.86, B: 0.82, A: 1},
	"IfcWallElementedCase":          {R: 0.88, G: 0.86, B: 0.82, A: 1},
	"IfcCurtainWall":                {R: 0.70, G: 0.80, B: 0.86, A: 0.6},
	"IfcSlab":                       {R: 0.68, G: 0.67, B: 0.65, A: 1},
	"IfcSlabStandardCase":           {R: 0.68, G: 0.67, B: 0.65, A: 1},
	"IfcRoof":                       {R: 0.62, G: 0.36, B: 0.30, A: 1},
	"IfcColumn":                     {R: 0.74, G: 0.73, B: 0.71, A: 1},
	"IfcColumnStandardCase":         {R: 0.74, G: 0.73, B: 0.71, A: 1},
	"IfcBeam":                       {R: 0.71, G: 0.70, B: 0.68, A: 1},
	"IfcBeamStandardCase":           {R: 0.71, G: 0.70, B: 0.68, A: 1},
	"IfcMember":                     {R: 0.60, G: 0.62, B: 0.64, A: 1},
	"IfcPlate":                      {R: 0.72, G: 0.80, B: 0.84, A: 0.6},
	"IfcFooting":                    {R: 0.58, G: 0.57, B: 0.55, A: 1},
	"IfcPile":                       {R: 0.58, G: 0.57, B: 0.55, A: 1},
	"IfcReinforcingBar":             {R: 0.45, G: 0.34, B: 0.28, A: 1},
	"IfcReinforcingMesh":            {R: 0.45, G: 0.34, B: 0.28, A: 1},
	"IfcDoor":                       {R: 0.62, G: 0.45, B: 0.28, A: 1},
	"IfcWindow":                     {R: 0.62, G: 0.78, B: 0.88, A: 0.45},
	"IfcStair":                      {R: 0.72, G: 0.70, B: 0.66, A: 1},
	"IfcStairFlight":                {R: 0.72, G: 0.70, B: 0.66, A: 1},
	"IfcRamp":                       {R: 0.72, G: 0.70, B: 0.66, A: 1},
	"IfcRampFlight":                 {R: 0.72, G: 0.70, B: 0.66, A: 1},
	"IfcRailing":                    {R: 0.40, G: 0.43, B: 0.46, A: 1},
	"IfcCovering":                   {R: 0.92, G: 0.90, B: 0.85, A: 1},
	"IfcFurnishingElement":          {R: 0.70, G: 0.58, B: 0.44, A: 1},
	"IfcFurniture":                  {R: 0.70, G: 0.58, B: 0.44, A: 1},
	"IfcSite":                       {R: 0.56, G: 0.62, B: 0.46, A: 1},
	"IfcGeographicElement":          {R: 0.50, G: 0.60, B: 0.42, A: 1},
	"IfcDuctSegment":                {R: 0.45, G: 0.63, B: 0.80, A: 1},
	"IfcDuctFitting":                {R: 0.45, G: 0.63, B: 0.80, A: 1},
	"IfcPipeSegment":                {R: 0.36, G: 0.60, B: 0.46, A: 1},
	"IfcPipeFitting":                {R: 0.36, G: 0.60, B: 0.46, A: 1},
	"IfcCableCarrierSegment":        {R: 0.80, G: 0.62, B: 0.30, A: 1},
	"IfcCableCarrierFitting":        {R: 0.80, G: 0.62, B: 0.30, A: 1},
	"IfcCableSegment":               {R: 0.80, G: 0.62, B: 0.30, A: 1},
	"IfcFlowSegment":                {R: 0.45, G: 0.63, B: 0.70, A: 1},
	"IfcFlowFitting":                {R: 0.45, G: 0.63, B: 0.70, A: 1},
	"IfcFlowTerminal":               {R: 0.85, G: 0.84, B: 0.80, A: 1},
	"IfcSanitaryTerminal":           {R: 0.93, G: 0.93, B: 0.92, A: 1},
	"IfcLightFixture":               {R: 0.95, G: 0.90, B: 0.70, A: 1},
	"IfcSpace":                      {R: 0.45, G: 0.65, B: 0.85, A: 0.25},
	"IfcSpatialZone":                {R: 0.45, G: 0.65, B: 0.85, A: 0.25},
	"IfcExternalSpatialElement":     {R: 0.45, G: 0.65, B: 0.85, A: 0.15},
	"IfcVirtualElement":             {R: 0.45, G: 0.65, B: 0.85, A: 0.15},
	"IfcOpeningElement":             {R: 0.90, G: 0.45, B: 0.35, A: 0.35},
	"IfcOpeningStandardCase":        {R: 0.90, G: 0.45, B: 0.35, A: 0.35},
	"IfcVoidingFeature":             {R: 0.90, G: 0.45, B: 0.35, A: 0.35},
	"IfcEarthworksCut":              {R: 0.90, G: 0.45, B: 0.35, A: 0.35},
	"IfcTransportElement":           {R: 0.55, G: 0.58, B: 0.62, A: 1},
	"IfcBuildingElementProxy":       {R: 0.75, G: 0.75, B: 0.76, A: 1},
	"IfcDiscreteAccessory":          {R: 0.50, G: 0.52, B: 0.55, A: 1},
	"IfcMechanicalFastener":         {R: 0.50, G: 0.52, B: 0.55, A: 1},
	"IfcEnergyConversionDevice":     {R: 0.78, G: 0.52, B: 0.42, A: 1},
	"IfcFlowMovingDevice":           {R: 0.78, G: 0.52, B: 0.42, A: 1},
	"IfcFlowController":             {R: 0.70, G: 0.50, B: 0.60, A: 1},
	"IfcDistributionControlElement": {R: 0.70, G: 0.50, B: 0.60, A: 1},
}

// leastOpacity keeps in sight what a file makes invisible: a person could
// neither see nor choose it.
const leastOpacity = 0.08

// colourOf is the colour of an element's parts without a style. What stands as
// its box is marked.
func colourOf(e *shape.Element) glb.Color {
	if e.Boxed {
		return glb.Color{R: 0.85, G: 0.25, B: 0.55, A: 0.35}
	}
	return byType[e.Type] // none: glb's grey
}

func colourOfStyle(s *shape.Style) glb.Color {
	if s == nil {
		return glb.Color{}
	}
	return glb.Color{R: s.Red, G: s.Green, B: s.Blue, A: max(leastOpacity, 1-s.Transparency)}
}
