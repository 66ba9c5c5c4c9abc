/** What the projections say of one product, variant or customer. */
import { codedError } from "@hansa/kit/errors";
import type { Money } from "@hansa/kit/money";
import type { Context } from "../../context.ts";
import type { Referred } from "../checkout/views.ts";
import { dayOf } from "./projecting.ts";

const longestDays = 366;
const mostTogether = 20;

/** The products that were bought most often together with this one. */
export async function boughtWith({ loaders }: Context, { id }: Referred, first: number): Promise<Referred[]> {
  if (first < 1 || first > mostTogether) throw codedError("BAD_USER_INPUT", `first must be from 1 to ${mostTogether}.`);
  return (await loaders.boughtTogether(first).load(id)).map(({ otherId }) => ({ id: otherId }));
}

/** Units of a variant in orders that were confirmed today and on the days before, UTC, less what was cancelled. */
export async function unitsSold({ loaders, world }: Context, { id }: Referred, days: number): Promise<number> {
  if (days < 1 || days > longestDays) throw codedError("BAD_USER_INPUT", `days must be from 1 to ${longestDays}.`);
  return (await loaders.unitsSoldSince(dayOf(world.now()) - days + 1).load(id))?.units ?? 0;
}

/** What a customer's confirmed orders come to, less what was given back, one amount for each currency. */
export async function lifetimeValue({ loaders }: Context, { id }: Referred): Promise<Money[]> {
  return (await loaders.valuesByCustomer.load(id)).map(({ currency, minor }) => ({ minor, currency }));
}
