/** The lamps. Prices in euros. */
export const lamps = [
  {
    id: 'morel',
    name: 'Morel',
    kind: 'Table lamp',
    price: 89,
    room: 'reading',
    line: 'A cap of blown glass on an oak stem.',
    text: 'Turn the cap and it dims from noon to ember. The stem is one piece of oak from a mill two valleys away; the glass is blown without a mould, so no two caps are alike.',
    facts: ['38 cm high', 'Blown glass, oiled oak', 'LED 6 W, 2,200–2,900 K, dimmable'],
  },
  {
    id: 'heron',
    name: 'Heron',
    kind: 'Floor lamp',
    price: 240,
    room: 'living',
    line: 'Leans over your shoulder, never into your eyes.',
    text: 'A steel leg, a counterweight you can move with two fingers, and a shade that keeps the light on the page. Stands behind an armchair as if it had always been there.',
    facts: ['172 cm high', 'Powder-coated steel', 'LED 9 W, 2,700 K'],
  },
  {
    id: 'pebble',
    name: 'Pebble',
    kind: 'Table lamp',
    price: 64,
    room: 'bedroom',
    line: 'A round stone that happens to glow.',
    text: 'Opal glass in a turned ash ring. Touch it once for a night light, twice for a bedside lamp, hold it and it fades out over half an hour.',
    facts: ['22 cm across', 'Opal glass, ash', 'LED 4 W, 2,200 K, sleep timer'],
  },
  {
    id: 'fir',
    name: 'Fir',
    kind: 'Pendant',
    price: 119,
    room: 'dining',
    line: 'Draws a circle of light round the table.',
    text: 'Three cones, nested like branches, throw light down and let a little through between them. Hang it 60 cm above the table and turn the ceiling light off for good.',
    facts: ['34 cm across', 'Spun aluminium', 'E27, up to 12 W'],
  },
  {
    id: 'wick',
    name: 'Wick',
    kind: 'Portable lamp',
    price: 49,
    room: 'outdoor',
    line: 'Candlelight that minds neither wind nor rain.',
    text: 'Charge it on Monday and it lasts until the weekend. Made for balconies, tents and the walk to the letter box.',
    facts: ['26 cm high', 'Aluminium, IP54', 'Battery for 40 hours, USB-C'],
  },
  {
    id: 'tide',
    name: 'Tide',
    kind: 'Wall lamp',
    price: 78,
    room: 'hall',
    line: 'Two soft waves, one up, one down.',
    text: 'For the hall you cross in socks at night. The light goes up and down the wall and leaves your eyes alone.',
    facts: ['18 cm wide', 'Plaster, paintable', 'LED 7 W, 2,700 K'],
  },
];

/** A lamp by its id, or the first one when there is none such. */
export const lampById = (id) => lamps.find((lamp) => lamp.id === id);

/** Money as the shop writes it. */
export const euros = (amount) => `€ ${amount.toFixed(2)}`;

/** The drawing of a lamp. */
export const picture = (lamp) =>
  `<svg class="lamp" viewBox="0 0 200 240" role="img" aria-label="${lamp.kind} ${lamp.name}"><use href="lamps.svg#${lamp.id}"></use></svg>`;
