/** Kitchen & Galley: pots, pans and kitchen linen. */
import { product, v } from "../builder.ts";

export const cookware = [
  product({
    title: "Pier Seven Skillet",
    sku: "EIS-SKI",
    home: "pots-and-pans",
    maker: "eisenhude",
    window: 2,
    text: `A cast-iron skillet with a long neck and a thumb rest, poured in one piece and ground smooth by hand. It leaves
      the foundry seasoned three times with linseed oil, so the first egg already slides. Treat it badly for a year and
      it will forgive you in an evening.`,
    facts: ["Any hob, oven, grill or open fire", "Two pouring lips", "Guaranteed for as long as you own it"],
    colours: ["black"],
    trim: "slate",
    motif: "skillet",
    views: 3,
    facets: { material: ["cast-iron"], care: ["hand-wash", "induction", "oven"], "good-for": ["cooks", "campfire"] },
    options: ["Diameter"],
    rows: [v("20", ["20 cm"], 4490, 1750, 22), v("26", ["26 cm"], 5990, 2600, 31), v("30", ["30 cm"], 7490, 3350, 12)],
  }),
  product({
    title: "Slipway Frying Pan",
    sku: "EIS-FRY",
    home: "pots-and-pans",
    maker: "eisenhude",
    text: `Carbon steel heats as fast as a rumour and weighs half of what iron does. The pan arrives a plain grey and turns
      darker with every potato; after a month it is black and nothing sticks. Do not let it soak, and it will outlive
      the stove.`,
    colours: ["steel"],
    trim: "slate",
    motif: "skillet",
    facets: { material: ["carbon-steel"], care: ["hand-wash", "induction", "oil"], "good-for": ["cooks"] },
    options: ["Diameter"],
    rows: [v("24", ["24 cm"], 3900, 1250, 18), v("28", ["28 cm"], 4600, 1600, 27), v("32", ["32 cm"], 5400, 2100, 4)],
  }),
  product({
    title: "Breakwater Casserole",
    sku: "EIS-CAS",
    home: "pots-and-pans",
    maker: "eisenhude",
    window: 7,
    text: `Our heaviest pot, and the one most often left to somebody in a will. The lid has rows of small studs on its
      inside, so that steam drips back evenly over whatever has been in there since noon. Enamelled inside in a pale
      grey that shows you what you are browning.`,
    facts: [
      "4 litres feeds four, 6 litres feeds the crew",
      "From the hob straight to the table",
      "Oven safe to 250 °C",
    ],
    colours: ["blue", "ochre", "brick"],
    trim: "brass",
    motif: "pot",
    views: 3,
    facets: {
      material: ["cast-iron"],
      care: ["hand-wash", "induction", "oven"],
      "good-for": ["cooks", "hosts", "winter"],
    },
    options: ["Colour", "Volume"],
    rows: [
      v("BLU-4", ["Harbour blue", "4 l"], 15900, 5400, 9),
      v("BLU-6", ["Harbour blue", "6 l"], 18900, 6900, 6),
      v("OCH-4", ["Ochre", "4 l"], 15900, 5400, 7),
      v("OCH-6", ["Ochre", "6 l"], 18900, 6900, 2),
      v("BRI-4", ["Brick", "4 l"], 12900, 5400, 3, { was: 15900 }),
      v("BRI-6", ["Brick", "6 l"], 15400, 6900, 0, { was: 18900 }),
    ],
  }),
  product({
    title: "Enamel Pot with Lid",
    sku: "EIS-ENA",
    home: "pots-and-pans",
    maker: "eisenhude",
    text: `The everyday pot: thin, quick, light enough for a child to carry to the table. It is dipped twice and fired at
      830 degrees, which is why the rim can be as dark as the sea and the rest as white as a gull. A chip is no
      tragedy; it is where the pot starts to be yours.`,
    colours: ["white"],
    trim: "navy",
    motif: "pot",
    facets: { material: ["enamel"], care: ["dishwasher", "induction"], "good-for": ["new-home", "on-board"] },
    options: ["Volume"],
    rows: [v("2", ["2 l"], 2690, 980, 33), v("3", ["3 l"], 3290, 1250, 26), v("5", ["5 l"], 3990, 1720, 14)],
  }),
  product({
    title: "Copper Milk Pan",
    sku: "EIS-MLK",
    home: "pots-and-pans",
    also: ["new-on-the-quay"],
    maker: "eisenhude",
    text: `Milk, custard and caramel want a pan that obeys at once. This one is two millimetres of copper over a skin of
      steel, and when you lift it from the flame it stops cooking before you have turned round. The ash handle stays
      cool; the copper will not stay bright, and we like it better that way.`,
    colours: ["copper"],
    trim: "brown",
    motif: "saucepan",
    views: 3,
    facets: { material: ["copper", "ash"], care: ["hand-wash"], "good-for": ["cooks"] },
    options: ["Volume"],
    rows: [v("09", ["0.9 l"], 8900, 1150, 8), v("15", ["1.5 l"], 10900, 1480, 5)],
  }),
  product({
    title: "Galley Saucepan Set",
    sku: "EIS-GAL",
    home: "pots-and-pans",
    maker: "eisenhude",
    text: `Three saucepans that sit in one another, with one lid and one removable handle between them. Drawn for a kitchen
      of two square metres that also moves. On land they save half a cupboard, and the clatter in the morning is
      considerably less.`,
    facts: ["1.2, 1.8 and 2.5 litres", "Stacked: 21 × 21 × 16 cm", "Handle locks with a quarter turn"],
    colours: ["steel"],
    trim: "navy",
    motif: "saucepan",
    facets: {
      material: ["stainless-steel"],
      care: ["dishwasher", "induction", "oven"],
      "good-for": ["on-board", "new-home"],
    },
    rows: [v("", [], 11900, 3400, 11)],
  }),
  product({
    title: "Pilot’s Kettle",
    sku: "LYK-KET",
    home: "pots-and-pans",
    also: ["gifts"],
    maker: "lyktverk",
    window: 10,
    text: `A kettle for the hob with a wide foot and a low waist, so that it stays where it is when the table does not. It
      does not whistle; it hums, a third lower than most, and gives you a few seconds of grace. The grip is beech and
      folds down flat.`,
    colours: ["red", "cream", "teal"],
    trim: "brass",
    motif: "kettle",
    views: 3,
    facets: { material: ["enamel", "beech"], care: ["hand-wash", "induction"], "good-for": ["breakfast", "on-board"] },
    options: ["Colour"],
    rows: [
      v("RED", ["Signal red"], 6400, 1320, 17),
      v("CRM", ["Cream"], 6400, 1320, 21),
      v("TEA", ["Deep water"], 6400, 1320, 0),
    ],
  }),
  product({
    title: "Mussel Pot for Two",
    sku: "EIS-MUS",
    home: "pots-and-pans",
    maker: "eisenhude",
    text: `Narrow and tall, as mussels like it. Turn the lid over and it is the bowl for the shells; nobody has ever needed
      a separate one. Two kilos fit if you shake a little.`,
    colours: ["navy"],
    trim: "white",
    motif: "pot",
    facets: { material: ["enamel"], care: ["dishwasher", "induction"], "good-for": ["hosts", "cooks"] },
    rows: [v("", [], 3490, 1380, 16)],
  }),
  product({
    title: "Roasting Tin, Plain and Deep",
    sku: "EIS-ROA",
    home: "pots-and-pans",
    maker: "eisenhude",
    text: `It holds a goose in December and a tray cake for forty in June. The corners are rounded on the inside because
      somebody at the factory washes up at home. Two fixed handles lie within the footprint, so the large one still
      fits a European oven with a finger to spare.`,
    colours: ["black"],
    trim: "grey",
    motif: "roaster",
    views: 1,
    facets: { material: ["enamel"], care: ["dishwasher", "oven"], "good-for": ["cooks", "hosts"] },
    options: ["Size"],
    rows: [v("M", ["Medium"], 2900, 1500, 15), v("L", ["Large"], 3600, 2050, 9)],
  }),
  product({
    title: "Crew Stockpot",
    sku: "EIS-STO",
    home: "pots-and-pans",
    maker: "eisenhude",
    text: `Twelve litres of pea soup is a party; sixteen is a regatta. The base is a sandwich of steel and aluminium that
      keeps the bottom from catching while you are looking for the ladle. Litre marks are pressed into the wall, where
      no dishwasher can get at them.`,
    colours: ["steel"],
    trim: "grey",
    motif: "pot",
    facets: { material: ["stainless-steel"], care: ["dishwasher", "induction"], "good-for": ["hosts", "campfire"] },
    options: ["Volume"],
    rows: [v("12", ["12 l"], 7900, 3100, 7), v("16", ["16 l"], 9400, 3900, 1)],
  }),
  product({
    title: "Pancake Iron",
    sku: "EIS-PAN",
    home: "pots-and-pans",
    maker: "eisenhude",
    text: `As flat as the marshes and with a rim of barely a centimetre, so the spatula gets under at once. Comes with a
      small wooden rake for the batter and one recipe, printed on the wrapper, from the foundry’s canteen. The last
      few of a model that is not cast any more.`,
    colours: ["slate"],
    trim: "black",
    motif: "skillet",
    facets: { material: ["cast-iron"], care: ["hand-wash", "induction"], "good-for": ["breakfast", "children"] },
    rows: [v("", [], 3400, 2450, 5, { was: 4200 })],
  }),
] as const;

export const kitchenLinen = [
  product({
    title: "Tally Tea Towels",
    sku: "SAL-TAL",
    home: "kitchen-linen",
    also: ["gifts-under-25"],
    maker: "saltgarn",
    text: `Cargo used to be counted in stripes, five to a bundle, and these towels still are: one coloured bar for each. The
      weave is half linen, half cotton, which dries glasses without leaving half of itself behind. They get thirstier
      over the first ten washes.`,
    facts: ["50 × 70 cm", "Sold in pairs", "Hanging loop on the long side"],
    colours: ["blue", "red", "black"],
    trim: "cream",
    motif: "towel",
    facets: { material: ["linen", "cotton"], care: ["machine-wash"], "good-for": ["new-home"] },
    options: ["Stripe"],
    rows: [v("BLU", ["Blue"], 1790, 210, 46), v("RED", ["Red"], 1790, 210, 38), v("BLK", ["Black"], 1790, 210, 3)],
  }),
  product({
    title: "Ship’s Cook Apron",
    sku: "SAL-APR",
    home: "kitchen-linen",
    also: ["gifts"],
    maker: "saltgarn",
    text: `Twelve-ounce canvas, cross-backed so that nothing pulls at your neck, with a pocket that takes a notebook and
      another for the thermometer. It is cut generously and wraps most people one and a half times. New ones stand up
      by themselves; give it a fortnight.`,
    colours: ["navy", "brick", "sage"],
    trim: "sand",
    motif: "apron",
    views: 3,
    facets: { material: ["canvas"], care: ["machine-wash"], "good-for": ["cooks"] },
    options: ["Colour", "Size"],
    rows: [
      v("NVY-M", ["Navy", "Medium"], 4200, 520, 19),
      v("NVY-L", ["Navy", "Large"], 4400, 580, 14),
      v("BRI-M", ["Brick", "Medium"], 4200, 520, 11),
      v("BRI-L", ["Brick", "Large"], 4400, 580, 0),
      v("SAG-M", ["Sage", "Medium"], 4200, 520, 8),
      v("SAG-L", ["Sage", "Large"], 4400, 580, 5),
    ],
  }),
  product({
    title: "Long Table Cloth",
    sku: "SAL-CLO",
    home: "kitchen-linen",
    maker: "saltgarn",
    text: `Washed linen with a deep hem and no other ideas. It is meant to be creased, spilled on and shaken out of a window,
      and it covers the scratches of a folding table as well as it suits a good one. Woven two metres wide, so there
      is no seam down the middle.`,
    colours: ["cream", "sage"],
    motif: "blanket",
    facets: { material: ["linen"], care: ["machine-wash"], "good-for": ["hosts"] },
    options: ["Colour", "Length"],
    rows: [
      v("FLX-18", ["Flax", "180 cm"], 8900, 760, 9),
      v("FLX-26", ["Flax", "260 cm"], 11900, 1080, 6),
      v("SAG-18", ["Sage", "180 cm"], 8900, 760, 4),
      v("SAG-26", ["Sage", "260 cm"], 11900, 1080, 2),
    ],
  }),
  product({
    title: "Stoker’s Oven Gloves",
    sku: "SAL-GLO",
    home: "kitchen-linen",
    also: ["gifts-under-25"],
    maker: "saltgarn",
    text: `Two pockets joined by a long band, worn round the neck like a scarf while you wait. The palms are quilted with
      wool, which does not melt, does not burn and takes its time passing on the heat.`,
    colours: ["slate", "ochre"],
    motif: "mittens",
    facets: { material: ["cotton", "wool"], care: ["machine-wash"], "good-for": ["cooks"] },
    options: ["Colour"],
    rows: [v("SLT", ["Slate"], 2400, 290, 24), v("OCH", ["Ochre"], 2400, 290, 17)],
  }),
] as const;
