/** The facets of the catalogue. */
import { colours } from "./colours.ts";
import { makers, origins } from "./makers.ts";
import type { CatalogueFacet } from "./types.ts";

/** The values a product states for itself; colour, maker, origin and size follow from the rest of it. */
export const stated = {
  material: {
    ash: "Ash wood",
    beech: "Beech",
    beeswax: "Beeswax",
    brass: "Brass",
    canvas: "Canvas",
    "carbon-steel": "Carbon steel",
    "cast-iron": "Cast iron",
    copper: "Copper",
    cork: "Cork",
    cotton: "Cotton",
    enamel: "Enamelled steel",
    glass: "Glass",
    hemp: "Hemp",
    leather: "Leather",
    linen: "Linen",
    oak: "Oak",
    paper: "Paper",
    porcelain: "Porcelain",
    rubber: "Natural rubber",
    "stainless-steel": "Stainless steel",
    stone: "Stone",
    stoneware: "Stoneware",
    terracotta: "Terracotta",
    walnut: "Walnut",
    "waxed-cotton": "Waxed cotton",
    willow: "Willow",
    wool: "Wool",
    zinc: "Zinc",
  },
  care: {
    dishwasher: "Dishwasher safe",
    "hand-wash": "Wash by hand",
    induction: "Works on induction",
    oven: "Oven safe",
    "machine-wash": "Machine washable",
    "wool-wash": "Wool programme",
    oil: "Oil now and then",
    "wipe-clean": "Wipe clean",
  },
  "good-for": {
    cooks: "Cooks",
    breakfast: "Breakfast",
    hosts: "Hosts",
    "new-home": "A new home",
    "on-board": "Life on board",
    "rainy-days": "Rainy days",
    winter: "Winter",
    campfire: "The campfire",
    gardeners: "Gardeners",
    "letter-writers": "Letter writers",
    readers: "Readers",
    children: "Children",
  },
  format: {
    hardback: "Hardback",
    paperback: "Paperback",
    "board-book": "Board book",
    "e-book": "E-book",
    audio: "Audio",
    printable: "Print at home",
  },
  diet: {
    vegan: "Vegan",
    organic: "Organic",
    "caffeine-free": "Without caffeine",
    "gluten-free": "Without gluten",
  },
} as const;

/** Sizes by the option value that stands for them. */
export const sizes: Readonly<Record<string, string>> = {
  XS: "xs",
  S: "s",
  M: "m",
  L: "l",
  XL: "xl",
  "36–38": "36-38",
  "39–41": "39-41",
  "42–44": "42-44",
  "45–47": "45-47",
  Small: "small",
  Medium: "medium",
  Large: "large",
  A6: "a6",
  A5: "a5",
  A4: "a4",
};

export const facets: readonly CatalogueFacet[] = [
  { code: "colour", label: "Colour", values: entries(colours).map(([value, { label }]) => ({ value, label })) },
  { code: "material", label: "Material", values: labelled(stated.material) },
  { code: "maker", label: "Maker", values: entries(makers).map(([value, { label }]) => ({ value, label })) },
  { code: "origin", label: "Made in", values: labelled(origins) },
  { code: "size", label: "Size", values: entries(sizes).map(([label, value]) => ({ value, label })) },
  { code: "care", label: "Care", values: labelled(stated.care) },
  { code: "good-for", label: "Good for", values: labelled(stated["good-for"]) },
  { code: "format", label: "Format", values: labelled(stated.format) },
  { code: "diet", label: "Diet", values: labelled(stated.diet) },
];

function labelled(values: Readonly<Record<string, string>>) {
  return entries(values).map(([value, label]) => ({ value, label }));
}

function entries<Value>(record: Readonly<Record<string, Value>>): [string, Value][] {
  return Object.entries(record);
}
