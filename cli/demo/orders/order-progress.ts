/** An order of the demo shop with the data of its next steps. */
import { demoAccount } from "@hansa/client/demo-accounts";
import type { Viewer } from "@hansa/kit/identity";
import { guest } from "@hansa/kit/testing";
import type { Opened, Staff } from "../accounts/registration.ts";
import type { LoadedCatalogue } from "../catalogue/opening.ts";
import type { SeedShop } from "../shop.ts";
import type { Placed } from "./placement.ts";
import { personOf } from "./plan.ts";
import type { PlannedOrder } from "./planned-order.ts";

export type Part = { lineId: string; quantity: number };

export type OrderProgress = {
  name: string;
  placed: Placed;
  viewer: Viewer;
  /** The buyer, as a declaration names them. */
  person: { email: string; lastName: string };
  /** Lines that need a parcel and are not cancelled. */
  goods: Part[];
  fulfilmentId: string | null;
  parcels: number;
  /** Those that have not arrived, the first to leave first. */
  underWay: string[];
  returnId: string | null;
  withdrawalId: string | null;
  refunds: number;
  reviewIdBySku: Map<string, string>;
  /** The SKUs whose review is published. */
  praised: string[];
};

/** The means of a step. */
export type StepDeps = { shop: SeedShop; staff: Staff; catalogue: LoadedCatalogue };

/** The order as it is when it was just placed. `weighty` are the skus that need a parcel. */
export function progressOf(
  { name, buyer }: PlannedOrder,
  placed: Placed,
  account: Opened | undefined,
  weighty: ReadonlySet<string>,
): OrderProgress {
  const { email, addresses } = personOf(buyer);
  const goods = placed.lines.flatMap(({ id, sku, quantity }) => (weighty.has(sku) ? [{ lineId: id, quantity }] : []));
  return {
    name,
    placed,
    viewer: account?.viewer ?? guest,
    person: { email: email ?? demoAccount("CUSTOMER").email, lastName: addresses[0]?.lastName ?? "" },
    goods,
    fulfilmentId: null,
    parcels: 0,
    underWay: [],
    returnId: null,
    withdrawalId: null,
    refunds: 0,
    reviewIdBySku: new Map(),
    praised: [],
  };
}

/** One unit of what was sent. */
export function oneOf({ goods }: OrderProgress): Part[] {
  return goods.slice(0, 1).map(({ lineId }) => ({ lineId, quantity: 1 }));
}

/** A value that an earlier step has left; throws if there was no such step. */
export function planned<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new Error("an earlier step is missing in the plan");
  return value;
}

export function expectState(found: string, expected: string, name: string): void {
  if (found !== expected) throw new Error(`${name} has come to ${found}, and not to ${expected}`);
}
