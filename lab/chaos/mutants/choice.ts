/** The mutants, and the choice of those that are planted: all, one by its name, or some with a scene that the commit draws. */
import { UsageError } from "@hansa/kit/command-line";
import { findCommit } from "../../../cli/host/commit.ts";
import { drawByCommit } from "../../harness/draw.ts";
import { kitMutants } from "./defects/kit.ts";
import { orderHandlingMutants } from "./defects/order-handling.ts";
import { orderMutants } from "./defects/orders.ts";
import { paymentMutants } from "./defects/payments.ts";
import { engineMutants } from "./defects/postgresql.ts";
import { productMutants } from "./defects/products.ts";
import { routerMutants } from "./defects/router.ts";
import type { Mutant, PlayedMutant } from "./mutant.ts";

/** Those that the audit or a client must detect after seconds of chaos. */
export const playedMutants: readonly PlayedMutant[] = [
  ...kitMutants,
  ...productMutants,
  ...orderMutants,
  ...paymentMutants,
  ...orderHandlingMutants,
];

export const mutants: readonly (Mutant | PlayedMutant)[] = [...playedMutants, ...engineMutants, ...routerMutants];

/** `only`: the name of one. `draw`: the number of those that the commit draws. */
export type Choice = { only?: string | undefined; draw?: number | undefined };

/** The mutants of a command line, at least one. */
export function chooseMutants({ only, draw }: Choice): readonly (Mutant | PlayedMutant)[] {
  if (draw !== undefined) return drawMutants(findCommit("HEAD"), draw);
  const selected = mutants.filter(({ name }) => only === undefined || name === only);
  if (selected.length === 0)
    throw new UsageError(`--only ${only}: one of ${mutants.map(({ name }) => name).join(", ")}.`);
  return selected;
}

/** Draws mutants with a scene by the hash of a commit: equal commits draw equal ones, and over many commits each has its turn. */
export function drawMutants(commit: string, count: number): readonly PlayedMutant[] {
  if (count > playedMutants.length) throw new UsageError(`--draw ${count}: ${playedMutants.length} have a scene.`);
  return drawByCommit(commit, playedMutants, ({ name }) => name).slice(0, count);
}
