/** Pages for paper: their addresses are judged before the graph is asked, and they have the units of the graph, each once. */
import { expect, test } from "vitest";
import { mostOrders } from "../chosen/chosen.ts";
import { isToPrepare, type PickOrder, picksOf } from "../pages/pick-list/pick-list.ts";
import { type SlipOrder, slipsOf } from "../pages/slips/slips.ts";
import { pickListAddress, slipsAddress } from "../print/print-links.tsx";
import { readPrinted } from "../print/printed.ts";

const searchOf = (address: string) => new URL(address, "http://shop.example").search;
const idOf = (kind: string, digit: number) => `${kind}_${String(digit).padStart(26, "0")}`;
const orders = Array.from({ length: mostOrders }, (_, digit) => idOf("ord", digit));
const [first = "", second = ""] = orders;
const parcel = idOf("ship", 1);

test("an address is read as it was written, and names each order once", () => {
  expect(readPrinted(searchOf(pickListAddress(orders)))).toEqual({ orders });
  expect(readPrinted(searchOf(slipsAddress([first], parcel)))).toEqual({ orders: [first], parcel });
  expect(readPrinted(`?orders=${first},${second},${first}`)).toEqual({ orders: [first, second] });
});

test.each([
  ["", "none"],
  ["?orders=", "none"],
  [`?orders=${[...orders, idOf("ord", mostOrders)].join(",")}`, "many"],
  ["?orders=100149-3125", "invalid"],
  [`?orders=${first},`, "invalid"],
  [`?orders=${first},../../session`, "invalid"],
  [`?orders=${first.toUpperCase()}`, "invalid"],
  [`?orders=${idOf("user", 1)}`, "invalid"],
  [`?orders=${first}&parcel=`, "invalid"],
  [`?orders=${first}&parcel=${first}`, "invalid"],
  [`?orders=${first},${second}&parcel=${parcel}`, "invalid"],
])("of the address %j nothing is asked: %s", (search, fault) => {
  expect(readPrinted(search)).toEqual({ orders: [], fault });
});

function orderOf(number: string, units: Readonly<Record<string, number>>, more: Partial<PickOrder> = {}): PickOrder {
  const lines = Object.entries(units).map(([sku, toPrepare]) => ({
    ...{ id: `${number} ${sku}`, sku, title: `Title of ${sku}`, toPrepare },
  }));
  return { __typename: "Order", id: number, number, nextActions: ["FULFIL"], hold: null, lines, ...more };
}

test("the pick list has the units to prepare by SKU with those of each order, and none of others", () => {
  const held = orderOf("3", { mug: 9 }, { nextActions: ["RELEASE_HOLD"], hold: { reason: "MANUAL" } });
  const chosen = [orderOf("1", { mug: 2, cup: 0 }), orderOf("2", { mug: 1, bowl: 3 }), held, orderOf("4", { mug: 0 })];
  expect(picksOf(chosen).map(({ sku, units }) => [sku, units])).toEqual([
    ["bowl", 3],
    ["mug", 3],
  ]);
  expect(picksOf(chosen)[1]?.parts.map(({ number, quantity }) => [number, quantity])).toEqual([
    ["1", 2],
    ["2", 1],
  ]);
  expect(chosen.map(isToPrepare)).toEqual([true, true, false, false]);
});

test("goods that were sold under two names stand apart", () => {
  const renamed = orderOf("2", {}, { lines: [{ id: "line", sku: "mug", title: "Beaker", toPrepare: 1 }] });
  expect(picksOf([orderOf("1", { mug: 2 }), renamed]).map(({ title, units }) => [title, units])).toEqual([
    ["Title of mug", 2],
    ["Beaker", 1],
  ]);
});

const line = { id: "line", sku: "mug", title: "Mug" };
const parcelOf = (id: string, status: "READY" | "SHIPPED") => ({
  ...{ id, status, carrier: "Post", trackingNumber: null, parts: [{ line, quantity: 1 }] },
});
const order: SlipOrder = {
  ...({ __typename: "Order", id: first, number: "1", placedAt: "2026-11-30T10:00:00Z", hold: null } as const),
  nextActions: ["FULFIL", "SHIP"],
  shippingAddress: null,
  lines: [{ ...line, toPrepare: 4 }],
  fulfilments: [
    {
      id: "ful_1",
      toPack: [{ line, quantity: 2 }],
      shipments: [parcelOf("ship_1", "READY"), parcelOf("ship_2", "SHIPPED")],
    },
  ],
};

test("an order has a slip for what is to be prepared, to be packed and to be handed over, and a parcel its own", () => {
  const unitsOf = (of: SlipOrder, parcelId?: string) =>
    slipsOf(of, parcelId).map(({ key, parts }) => [key, parts.map(({ quantity }) => quantity)]);
  expect(unitsOf(order)).toEqual([
    [first, [4]],
    ["ful_1", [2]],
    ["ship_1", [1]],
  ]);
  expect(unitsOf(order, "ship_2")).toEqual([["ship_2", [1]]]);
  expect(unitsOf(order, "ship_3")).toEqual([]);
  expect(unitsOf({ ...order, nextActions: [] })).toEqual([["ship_1", [1]]]);
  expect(unitsOf({ ...order, hold: { reason: "MANUAL" } })).toEqual([]);
});
