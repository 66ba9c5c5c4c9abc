/** An order as staff changes it in the back office: its addresses, what the stores hold of it, and the amount on a button. */
import {
  type BoughtOrder,
  deliverShipment,
  lineOf,
  placePaidOrder,
  readOrder,
  requestReturn,
  shipUnits,
  signInStaff,
} from "@hansa/client/staff-desk";
import type { Locator } from "playwright-core";
import { expect } from "vitest";
import type { Office } from "./office.ts";

/** The address of an order, or of a page of it, such as `/send`. */
export function orderAddress({ address }: Office, { number }: BoughtOrder, page = ""): string {
  return `${address}/orders/${number}${page}`;
}

/** The order as the stores have it. */
export async function storedOrder({ shop }: Office, bought: BoughtOrder) {
  return readOrder(shop, bought, await signInStaff(shop, "ADMIN"));
}

export async function storedParcels(office: Office, bought: BoughtOrder) {
  return (await storedOrder(office, bought)).fulfilments.flatMap(({ shipments }) => shipments);
}

/** The minor units of the amount on a button, once it carries one in a currency with two digits. */
export async function amountOn(button: Locator): Promise<number> {
  await expect.poll(() => button.textContent()).toMatch(/\d\.\d\d$/);
  const [amount = ""] = (await button.textContent())?.match(/[\d,]+\.\d\d$/) ?? [];
  return Number(amount.replaceAll(/\D/g, ""));
}

export async function deliveredOrder({ shop }: Office, quantity: number): Promise<BoughtOrder> {
  const bought = await placePaidOrder(shop, { quantity });
  await deliverShipment(shop, await shipUnits(shop, bought, quantity));
  return bought;
}

/** A delivered order of three, and a return of two that was asked for. */
export async function requestedReturn(office: Office): Promise<{ bought: BoughtOrder; returnId: string }> {
  const bought = await deliveredOrder(office, 3);
  const parts = [{ lineId: (await lineOf(office.shop, bought)).id, quantity: 2 }];
  return { bought, returnId: await requestReturn(office.shop, bought, parts) };
}
