/** The electronics catalogue as a CSV with 40 damaged rows, each in a different way. */

import { csv } from "../imports.ts";
import { damages, lineDamages } from "./damage.ts";
import { type CatalogueItem, columns, readCatalogueItems, rowOf, skuOf } from "./electronics.ts";

export type SpoiledCatalogue = {
  text: string;
  /** One for each line below the header, in order. */
  things: CatalogueItem[];
  /** The expected problems of damaged rows by their index in `things`; a column where one is the cause. */
  spoiled: ReadonlyMap<number, { code: string; column: string | null }>;
};

/** The distance between two damaged rows. */
const every = 80;

const header = ["Handle", ...columns];

/** Throws if the real file is missing. */
export function spoiledCatalogue(): SpoiledCatalogue {
  const things = readCatalogueItems();
  const cellDamages = damages(skuOf(things[0]?.image ?? ""));
  const spoiled = new Map<number, { code: string; column: string | null }>();
  const lines = things.map((thing, index) => {
    const number = index / every - 1;
    const cells = { Handle: skuOf(thing.image), ...rowOf(thing) };
    const ofCells = cellDamages[number];
    const ofLine = lineDamages[number - cellDamages.length];
    if (ofCells) spoiled.set(index, ofCells);
    if (ofLine) spoiled.set(index, { code: ofLine.code, column: null });
    const line = csv(header, [ofCells ? ofCells.spoil(cells) : cells])
      .split("\n")
      .slice(1, -1)
      .join("\n");
    return ofLine ? ofLine.spoil(line) : line;
  });
  return { text: `${header.join(",")}\n${lines.join("\n")}\n`, things, spoiled };
}
