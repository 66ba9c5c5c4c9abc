/** The demo shop's whole catalogue: the same on every machine, every time. */

import type { Unranked } from "./builder.ts";
import { collections } from "./collections.ts";
import { bathAndSoap } from "./departments/bath.ts";
import { books } from "./departments/books.ts";
import { cookware, kitchenLinen } from "./departments/cookware.ts";
import { mapsAndInstruments, paper, pensAndInk } from "./departments/desk.ts";
import { digital } from "./departments/digital.ts";
import { blanketsAndRugs, hallAndWalls, lampsAndCandles } from "./departments/home.ts";
import { kitchenTools } from "./departments/kitchen-tools.ts";
import { bags, garden, onDeck } from "./departments/outdoor-goods.ts";
import { coatsAndBoots, knitwear } from "./departments/outdoors.ts";
import { larder, teaAndCoffee } from "./departments/pantry.ts";
import { tableware } from "./departments/tableware.ts";
import { toysAndGames } from "./departments/toys.ts";
import { facets } from "./facets.ts";
import type { Catalogue, CatalogueProduct } from "./types.ts";

const shelves: readonly (readonly Unranked[])[] = [
  tableware,
  teaAndCoffee,
  lampsAndCandles,
  coatsAndBoots,
  books,
  cookware,
  paper,
  blanketsAndRugs,
  bags,
  larder,
  garden,
  kitchenTools,
  knitwear,
  pensAndInk,
  toysAndGames,
  bathAndSoap,
  onDeck,
  hallAndWalls,
  mapsAndInstruments,
  kitchenLinen,
  digital,
];

export const catalogue: Catalogue = { collections, facets, products: ranked(shelves) };

/** The shop window first, in its order; then the shelves take turns, so that no page shows twenty pans. */
function ranked(all: readonly (readonly Unranked[])[]): CatalogueProduct[] {
  const longest = Math.max(...all.map((shelf) => shelf.length));
  const turns = Array.from({ length: longest }, (_, turn) =>
    all.flatMap((shelf) => shelf.slice(turn, turn + 1)),
  ).flat();
  const inWindow = turns
    .flatMap((item) => (item.window === null ? [] : [{ item, place: item.window }]))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
  const others = turns.filter((item) => item.window === null);
  return [...inWindow, ...others].map(({ window: _, ...item }, i) => ({ ...item, featuredRank: i + 1 }));
}
