package ifc

import (
	"sync"

	"shapan/bim/ifc/step"
)

// kept is what is found once and then remembered.
type kept struct {
	warmed   sync.Once
	products lazy[[]Product]
}

type lazy[T any] struct {
	once  sync.Once
	value T
}

func (l *lazy[T]) get(find func() T) T {
	l.once.Do(func() { l.value = find() })
	return l.value
}

// A Product is what has or may have a place and a shape in the model: elements,
// openings, spatial elements, ports, grids, annotations. Ids are 0 for what is
// not there.
type Product struct {
	ID             step.ID `json:"id"`
	GUID           string  `json:"guid,omitempty"`
	Type           string  `json:"type"` // IfcWallStandardCase
	Name           string  `json:"name,omitempty"`
	Description    string  `json:"description,omitempty"`
	ObjectType     string  `json:"object_type,omitempty"`
	Tag            string  `json:"tag,omitempty"`
	PredefinedType string  `json:"predefined_type,omitempty"` // of the product, else of its type

	Placement      step.ID `json:"placement,omitempty"`
	Representation step.ID `json:"representation,omitempty"`
	TypeObject     step.ID `json:"type_object,omitempty"`
	Container      step.ID `json:"container,omitempty"` // nearest spatial element
	Storey         step.ID `json:"storey,omitempty"`
	Whole          step.ID `json:"whole,omitempty"` // what it is a part of
	Host           step.ID `json:"host,omitempty"`  // of an opening: what it is cut from
	Fills          step.ID `json:"fills,omitempty"` // of a door or window: the opening
}

// Products gives all products in the order of the file.
func (m *Model) Products() []Product {
	return m.products.get(func() []Product {
		m.warm()
		all := m.Of("IfcProduct")
		products := make([]Product, len(all))
		inParallel(len(all), func(k int) { products[k] = m.product(all[k]) })
		return products
	})
}

// Product finds a product by its id.
func (m *Model) Product(id step.ID) (Product, bool) {
	e := m.Entity(id)
	if !e.Is("IfcProduct") {
		return Product{}, false
	}
	return m.product(e), true
}

func (m *Model) product(e Entity) Product {
	p := Product{
		ID: e.Number(), Type: e.Type(), GUID: e.Text("GlobalId"), Name: e.Text("Name"), Description: e.Text("Description"),
		ObjectType: e.Text("ObjectType"), Tag: e.Text("Tag"), PredefinedType: e.Enum("PredefinedType"),
		Placement: e.ID("ObjectPlacement"), Representation: e.ID("Representation"),
	}
	typ := m.TypeObject(e)
	p.TypeObject = typ.Number()
	if p.PredefinedType == "" || p.PredefinedType == "NOTDEFINED" {
		if of := typ.Enum("PredefinedType"); of != "" {
			p.PredefinedType = of
		}
	}
	container := m.Container(e)
	p.Container = container.Number()
	if container.Is("IfcBuildingStorey") {
		p.Storey = p.Container
	} else if container.Exists() {
		p.Storey = m.Storey(container).Number()
	}
	p.Whole, p.Host, p.Fills = m.Whole(e).Number(), m.Host(e).Number(), m.Filled(e).Number()
	return p
}
