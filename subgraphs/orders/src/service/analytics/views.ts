/** Analytics of one product, variant or customer, read from the projections. */

import type { Money } from "@hansa/commerce/money";
import { CodedError } from "@hansa/kit/runtime";
import type { Context } from "../../context.ts";
import type { EntityReference } from "../views/checkout.ts";
import { utcDayOf } from "./projection.ts";

const maxDays = 366;
const maxProducts = 20;

/** The products that were bought most often together with this one. */
export async function listBoughtTogether(
  { loaders }: Context,
  { id }: EntityReference,
  first: number,
): Promise<EntityReference[]> {
  if (first < 1 || first > maxProducts)
    throw new CodedError("BAD_USER_INPUT", `first must be from 1 to ${maxProducts}.`);
  return (await loaders.boughtTogether(first).load(id)).map(({ otherId }) => ({ id: otherId }));
}

/** Units of a variant in orders confirmed in the last `days` UTC days, today included, less cancelled units. */
export async function countUnitsSold(
  { loaders, runtime }: Context,
  { id }: EntityReference,
  days: number,
): Promise<number> {
  if (days < 1 || days > maxDays) throw new CodedError("BAD_USER_INPUT", `days must be from 1 to ${maxDays}.`);
  return (await loaders.unitsSoldSince(utcDayOf(runtime.now()) - days + 1).load(id))?.units ?? 0;
}

/** The total of a customer's confirmed orders less refunds, one amount for each currency. */
export async function loadLifetimeValue({ loaders }: Context, { id }: EntityReference): Promise<Money[]> {
  return (await loaders.valuesByCustomer.load(id)).map(({ currency, minor }) => ({ minor, currency }));
}
