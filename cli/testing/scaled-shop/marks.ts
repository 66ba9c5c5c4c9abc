/** Marks in texts: the places where a copy of a row has the number of its copy, found once in the rows that are copied. */

import { z } from "zod";
import type { ShopService } from "../../host/shop-services.ts";
import type { Axis } from "./copied-tables.ts";
import type { Connection } from "./stores.ts";

/** Characters that no text of a shop contains; each copy has its number in their place. */
export const marks: Readonly<Record<Axis, string>> = { customers: "\u0001", catalogue: "\u0002" };

/** Before each word of a product's text. */
const wordMark = "\u0003";

/** Marks the words of a text or of HTML. */
export function markWords(text: string): string {
  return text.replaceAll(/<[^>]*>|\p{L}{3,}/gu, (part) => (part.startsWith("<") ? part : wordMark + part));
}

/** Marks the terms of endings in a search index, which are written backwards: words of different copies end differently. */
export function markEndings(terms: string): string {
  return terms.replaceAll("_", `_${wordMark}`);
}

/** The kinds of ids that are new in every copy; others, such as those of collections and promotions, are the same in all. */
const kinds: Readonly<Record<Axis, string>> = {
  catalogue: "prod|var|med|stk",
  customers:
    "user|addr|rev|cart|line|chk|ord|ful|ship|ret|ref|cancel|doc|note|pay|cap|spm|sbx|sbxcap|sbxref|sbxpm|sbxcus",
};
const id = new RegExp(`\\b(${kinds.catalogue}|${kinds.customers})_[0-9a-z]{26}\\b`, "g");
const catalogueKind = new RegExp(`^(${kinds.catalogue})$`);
/** Nobody else has such an address: those of accounts and of guests are unlike in every copy. */
const mailbox = /(?<=[a-z])@hansa\.example/g;

/** Puts marks into a text: behind counted ids in the place of all ids of copied rows, and into addresses for e-mail. */
export type Marker = (text: string) => string;

/** The marker of a shop; accounts of its staff stay who they are. */
export function openMarker(stores: Readonly<Record<ShopService, Connection>>): Marker {
  const staff = new Set(
    z
      .array(z.object({ id: z.string() }))
      .parse(stores.users.prepare("SELECT id FROM users WHERE role <> 'CUSTOMER'").all())
      .map((row) => row.id),
  );
  const buyers = z
    .array(z.object({ id: z.string() }))
    .parse(stores.orders.prepare("SELECT DISTINCT customer_id AS id FROM orders WHERE customer_id IS NOT NULL").all());
  for (const buyer of buyers) staff.delete(buyer.id);
  const counted = new Map<string, string>();
  const markId = (whole: string, kind: string): string => {
    if (staff.has(whole)) return whole;
    const known = counted.get(whole);
    if (known !== undefined) return known;
    const mark = marks[catalogueKind.test(kind) ? "catalogue" : "customers"];
    const marked = `${kind}_${counted.size.toString(36).padStart(4, "0")}${mark}`;
    counted.set(whole, marked);
    return marked;
  };
  return (text) => text.replaceAll(id, markId).replaceAll(mailbox, `${marks.customers}@hansa.example`);
}
