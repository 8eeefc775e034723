package answer

// measure is what a unit measures and how much of the base unit it is.
type measure struct {
	dimension string
	factor    float64
}

// measures are the units of the SI brochure (9th edition) that news and manuals
// use, with the customary ones beside them, by stem.
var measures = unitTable(map[string][]unit{
	"time": {
		{"second seconds sec secs", 1}, {"minute minutes min mins", 60}, {"hour hours hr hrs", 3600}, {"day days", 86400},
		{"week weeks", 7 * 86400}, {"month months", 365.25 / 12 * 86400}, {"year years", 365.25 * 86400},
		{"decade decades", 10 * 365.25 * 86400}, {"century centuries", 100 * 365.25 * 86400}, {"millisecond milliseconds ms", 1e-3},
	},
	"length": {
		{"metre metres meter meters", 1}, {"kilometre kilometres kilometer kilometers km", 1e3},
		{"centimetre centimetres centimeter centimeters cm", 1e-2}, {"millimetre millimetres millimeter millimeters mm", 1e-3},
		{"mile miles mi", 1609.344}, {"foot feet ft", 0.3048}, {"inch inches", 0.0254}, {"yard yards", 0.9144},
	},
	"mass": {
		{"kilogram kilograms kilogramme kilogrammes kilo kilos kg", 1}, {"gram grams gramme grammes g", 1e-3},
		{"milligram milligrams mg", 1e-6}, {"tonne tonnes", 1e3}, {"pound pounds lb lbs", 0.45359237}, {"ounce ounces oz", 0.028349523125},
	},
	"volume": {
		{"litre litres liter liters l", 1}, {"millilitre millilitres milliliter milliliters ml", 1e-3}, {"centilitre centilitres cl", 1e-2}, {"gallon gallons", 3.785411784},
		{"barrel barrels", 158.987294928},
	},
	"area": {{"hectare hectares", 1e4}, {"acre acres", 4046.8564224}},
	"power": {
		{"watt watts", 1}, {"kilowatt kilowatts kw", 1e3}, {"megawatt megawatts mw", 1e6}, {"gigawatt gigawatts gw", 1e9},
	},
	"data": {
		{"byte bytes", 1}, {"kb kilobyte kilobytes", 1e3}, {"mb megabyte megabytes", 1e6}, {"gb gigabyte gigabytes", 1e9}, {"tb terabyte terabytes", 1e12},
	},
	"temperature": {{"degree degrees celsius", 1}},
})

type unit struct {
	names  string
	factor float64
}

func unitTable(dimensions map[string][]unit) map[string]measure {
	m := make(map[string]measure)
	for dimension, units := range dimensions {
		for _, u := range units {
			for _, w := range readText("en", u.names).words {
				m[w.stem] = measure{dimension, u.factor}
			}
		}
	}
	return m
}

// measure is the unit in which a quantity is given, if it is a measured one.
func (q quantity) measure() (measure, bool) {
	if len(q.nouns) == 0 {
		return measure{}, false
	}
	m, ok := measures[q.nouns[0]]
	if !ok && len(q.nouns) > 1 {
		side := measures[q.nouns[1]]
		switch {
		case side.dimension != "length":
		case q.nouns[0] == "squar", q.nouns[0] == "sq":
			return measure{"area", side.factor * side.factor}, true
		case q.nouns[0] == "cubic", q.nouns[0] == "cu":
			return measure{"volume", 1000 * side.factor * side.factor * side.factor}, true // in litres
		}
	}
	return m, ok
}

// money is the dimension of amounts in any currency.
const money = "money"

// dimensionOf are what the adjectives behind "how" ask for.
var dimensionOf = map[string]string{
	"old": "time", "long": "time length", "far": "length", "tall": "length", "high": "length", "deep": "length", "wide": "length",
	"heavy": "mass", "hot": "temperature", "cold": "temperature",
}
