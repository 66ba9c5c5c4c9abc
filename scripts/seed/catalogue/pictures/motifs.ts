/** Every motif by its name. */
import type { Motif } from "./motif.ts";
import { bagsMotifs } from "./motifs/bags.ts";
import { bathMotifs } from "./motifs/bath.ts";
import { bookMotifs } from "./motifs/books.ts";
import { deskMotifs } from "./motifs/desk.ts";
import { gardenMotifs } from "./motifs/garden.ts";
import { homeMotifs } from "./motifs/home.ts";
import { kitchenMotifs } from "./motifs/kitchen.ts";
import { lightMotifs } from "./motifs/light.ts";
import { pantryMotifs } from "./motifs/pantry.ts";
import { playMotifs } from "./motifs/play.ts";
import { stoveMotifs } from "./motifs/stove.ts";
import { tablewareMotifs } from "./motifs/tableware.ts";
import { vesselsMotifs } from "./motifs/vessels.ts";
import { wallsMotifs } from "./motifs/walls.ts";
import { wearMotifs } from "./motifs/wear.ts";

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
