/** Search terms of orders: the words and numbers by which staff finds an order, and those that a search names. */
import { CodedError, foldText, foldTextTwice, typedCode } from "@hansa/kit/runtime";
import type { Reader, Tx } from "@hansa/kit/store";
import type { Deps } from "../../context.ts";
import { findShipmentsByOrders } from "../../store/fulfilment/fulfilments.ts";
import { findOrdersWithoutTerms, noteTerms, replaceTerms } from "../../store/order/order-terms.ts";
import { findLinesByOrders, findOrdersByIds } from "../../store/order/orders.ts";
import type { OrderLineRow, OrderRow, ShipmentRow } from "../../store/tables.ts";

/** Lengths of a search, in characters, and the most words of it. */
const minLength = 3;
const maxLength = 60;
const maxWords = 6;
/** Longer words are found by this much of their beginning. */
const maxTerm = 60;
/** The most terms of one order, whose names a stranger writes: its numbers and goods go first. */
const maxTerms = 200;
/** Orders of one transaction at the start. */
const batch = 200;

type Placed = Pick<OrderRow, "number" | "invoiceNumber" | "email" | "shippingAddress" | "billingAddress">;

/** The terms of an order. A word with signs in it is found by itself and by its parts: `Smith-Jones`, `Jones`. */
export function termsOf(
  order: Placed,
  lines: readonly Pick<OrderLineRow, "sku">[],
  parcels: readonly Pick<ShipmentRow, "trackingNumber">[],
): string[] {
  const addresses = [order.shippingAddress, order.billingAddress];
  const names = addresses.flatMap((address) => [address?.firstName, address?.lastName, address?.company]);
  const phones = addresses.flatMap((address) => endingsOf(address?.phone ?? ""));
  const numbers = [order.number, order.invoiceNumber, ...phones];
  const codes = [order.invoiceNumber, order.email, ...lines.map(({ sku }) => sku)];
  const tracked = parcels.map(({ trackingNumber }) => trackingNumber?.replaceAll(/\s/gu, ""));
  const terms = [
    ...numbers.map((number) => digitsOf(number ?? "")),
    ...[...codes, ...tracked].map((code) => foldText(code ?? "")),
    ...names.flatMap((name) => foldTextTwice(name ?? "").flatMap(wordsOf)),
  ];
  const cut = terms.flatMap((term) => (term ? [[...term].slice(0, maxTerm).join("")] : []));
  return [...new Set(cut)].slice(0, maxTerms);
}

/** A phone number from each of its first groups on, so that it is found with its country's prefix and without. */
function endingsOf(phone: string): string[] {
  const groups = phone.split(/\P{Nd}+/u).filter((group) => group !== "");
  return groups.slice(0, 3).map((_group, index) => groups.slice(index).join(""));
}

/** The digits of a text, of any script, zeros before them included. */
function digitsOf(text: string): string {
  return typedCode(text).replaceAll(/\P{Nd}/gu, "");
}

function wordsOf(text: string): string[] {
  return [...text.split(/\s+/u), ...text.split(/[^\p{L}\p{N}]+/u)];
}

/** Writes the terms of an order as it is now: to be called after a change of its people, its numbers or its parcels. */
export async function writeTerms(tx: Tx, orderId: string): Promise<void> {
  const [[order], lines, parcels] = await Promise.all([
    findOrdersByIds(tx, [orderId]),
    findLinesByOrders(tx, [orderId]),
    findShipmentsByOrders(tx, [orderId]),
  ]);
  if (order) await replaceTerms(tx, orderId, termsOf(order, lines, parcels));
}

/** Writes the terms of orders from before there were any. A store without such orders can open while another process writes. */
export async function writeFormerTerms({ store }: Pick<Deps, "store">): Promise<void> {
  const find = () => store.read((db: Reader) => findOrdersWithoutTerms(db, batch));
  for (let rows = await find(); rows.length > 0; rows = await find()) {
    const ids = rows.map(({ id }) => id);
    await store.write("write-search-terms", async (tx) => {
      for (const id of ids) await writeTerms(tx, id);
      await noteTerms(tx, ids);
    });
  }
}

/** The words of a search, each of which an order must have. A number with signs in it is one word. */
export function searchedWords(search: string): string[] {
  const typed = search.trim();
  const length = [...typed].length;
  if (length < minLength || length > maxLength)
    throw new CodedError("BAD_USER_INPUT", `Search for ${minLength} to ${maxLength} characters.`);
  const digits = digitsOf(typed);
  if (digits !== "" && /^[\p{Nd}\s+()./-]+$/u.test(typed)) return [digits];
  const words = foldText(typed)
    .split(/\s+/u)
    .filter((word) => word !== "");
  // Marks alone are no letters: without a word every order would be found.
  if (words.length === 0) throw new CodedError("BAD_USER_INPUT", "Search for letters or digits.");
  if (words.length > maxWords) throw new CodedError("BAD_USER_INPUT", `Search for at most ${maxWords} words.`);
  return words;
}
