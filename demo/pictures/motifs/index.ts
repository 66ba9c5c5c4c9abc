/** All motifs by name. */
import type { Motif } from "../motif.ts";
import { bathMotifs } from "./house/bath.ts";
import { bookMotifs } from "./house/books.ts";
import { deskMotifs } from "./house/desk.ts";
import { homeMotifs } from "./house/home.ts";
import { lightMotifs } from "./house/light.ts";
import { wallsMotifs } from "./house/walls.ts";
import { kitchenMotifs } from "./kitchen/kitchen.ts";
import { pantryMotifs } from "./kitchen/pantry.ts";
import { stoveMotifs } from "./kitchen/stove.ts";
import { tablewareMotifs } from "./kitchen/tableware.ts";
import { vesselsMotifs } from "./kitchen/vessels.ts";
import { bagsMotifs } from "./outdoors/bags.ts";
import { gardenMotifs } from "./outdoors/garden.ts";
import { playMotifs } from "./outdoors/play.ts";
import { wearMotifs } from "./outdoors/wear.ts";

export const motifs = {
  ...vesselsMotifs,
  ...tablewareMotifs,
  ...stoveMotifs,
  ...kitchenMotifs,
  ...pantryMotifs,
  ...lightMotifs,
  ...homeMotifs,
  ...wallsMotifs,
  ...bathMotifs,
  ...deskMotifs,
  ...wearMotifs,
  ...bagsMotifs,
  ...gardenMotifs,
  ...bookMotifs,
  ...playMotifs,
} as const satisfies Record<string, Motif>;

/** The name of a motif, as a product's picture asks for it. */
export type MotifName = keyof typeof motifs;
