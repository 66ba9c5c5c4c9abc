/** The electronics catalogue as a CSV in which 40 rows are spoiled, each in a way of its own. */
import { damages, lineDamages } from "./damage.ts";
import { columns, readThings, rowOf, skuOf, type Thing } from "./electronics.ts";
import { csv } from "./files.ts";

export type Spoiled = {
  text: string;
  /** One for each line below the header, in order. */
  things: Thing[];
  /** What the importer has to say of the spoiled ones, by their place in `things`; a column where one is to blame. */
  spoiled: ReadonlyMap<number, { code: string; column: string | null }>;
};

/** One row in so many is spoiled. */
const every = 80;

const header = ["Handle", ...columns];

/** Throws where the real file is not. */
export function spoiledCatalogue(): Spoiled {
  const things = readThings();
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
