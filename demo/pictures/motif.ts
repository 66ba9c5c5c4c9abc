/** The type of a motif: one product drawn on an 800 by 800 sheet. */
import type { Ink } from "./paint.ts";

/**
 * A motif that stands on the table has its foot at y = 660; one that hangs is fixed at y = 150; one that lies flat is
 * centred on 400, 400 and seen from above. `half` is half its width, for the shadow and for placing it beside others.
 */
export interface Motif {
  readonly stand: "table" | "hang" | "flat";
  readonly half: number;
  readonly draw: (ink: Ink) => string;
}

export function onTable(half: number, draw: (ink: Ink) => string): Motif {
  return { stand: "table", half, draw };
}

export function hanging(half: number, draw: (ink: Ink) => string): Motif {
  return { stand: "hang", half, draw };
}

export function lying(half: number, draw: (ink: Ink) => string): Motif {
  return { stand: "flat", half, draw };
}
