/** The mutants, and the choice of those that are played: all, one by its name, or some that the commit draws. */
import { createHash } from "node:crypto";
import { UsageError } from "@hansa/kit/command-line";
import { findCommit } from "../../../cli/host/commit.ts";
import { kitMutants } from "./defects/kit.ts";
import { orderHandlingMutants } from "./defects/order-handling.ts";
import { orderMutants } from "./defects/orders.ts";
import { paymentMutants } from "./defects/payments.ts";
import { productMutants } from "./defects/products.ts";
import type { Mutant } from "./mutant.ts";
import { testedMutants } from "./tested/defects.ts";
import type { TestedMutant } from "./tested/tested-mutant.ts";

/** Those that the audit or a client must detect after seconds of chaos. */
export const playedMutants: readonly Mutant[] = [
  ...kitMutants,
  ...productMutants,
  ...orderMutants,
  ...paymentMutants,
  ...orderHandlingMutants,
];

export const mutants: readonly (Mutant | TestedMutant)[] = [...playedMutants, ...testedMutants];

/** `only`: the name of one. `draw`: the number of those that the commit draws. */
export type Choice = { only?: string | undefined; draw?: number | undefined };

/** The mutants of a command line, at least one. */
export function chooseMutants({ only, draw }: Choice): readonly (Mutant | TestedMutant)[] {
  if (draw !== undefined) return drawMutants(findCommit("HEAD"), draw);
  const selected = mutants.filter(({ name }) => only === undefined || name === only);
  if (selected.length === 0)
    throw new UsageError(`--only ${only}: one of ${mutants.map(({ name }) => name).join(", ")}.`);
  return selected;
}

/** Draws mutants by the hash of a commit: equal commits draw equal ones, and over many commits each has its turn. */
export function drawMutants(commit: string, count: number): readonly (Mutant | TestedMutant)[] {
  if (count > mutants.length) throw new UsageError(`--draw ${count}: there are ${mutants.length}.`);
  const ranked = mutants.map((mutant) => ({
    mutant,
    rank: createHash("sha256").update(`${commit} ${mutant.name}`).digest("hex"),
  }));
  return ranked
    .toSorted((one, other) => (one.rank < other.rank ? -1 : 1))
    .slice(0, count)
    .map(({ mutant }) => mutant);
}
