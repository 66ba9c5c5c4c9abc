/** The plan of a taxed replay: sales, cancellations and refunds of the file, spread over two months. */
import { type Matched, matchCancellations } from "../file/cancellations.ts";
import type { Invoice, InvoiceFile } from "../file/invoices.ts";

/** `matched` is performed as a cancellation of units that have not left, or as a refund of units that have. */
export type PlannedEvent = { at: number } & (
  | { kind: "sale"; invoice: Invoice }
  | { kind: "cancellation" | "refund" | "kept"; matched: Matched }
);

/** The shop's time zone. Its months begin an hour before those of UTC: what happens then must count in the next month. */
export const timeZone = "Europe/Berlin";

/** The two months, without their last hour, so that a refund which takes the provider a moment stays in its month. */
const windows = [
  [Date.parse("2025-12-31T23:00:00Z"), Date.parse("2026-01-31T22:00:00Z")],
  [Date.parse("2026-01-31T23:00:00Z"), Date.parse("2026-02-28T22:00:00Z")],
] as const;

/** The tax class of a line, by its code; the classes stand in `taxClasses`. Any rule would do that the file alone decides. */
export function classOf(code: string): ReplayedClass {
  const letters = [...code].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0);
  return taxClasses[letters % taxClasses.length] ?? "standard";
}

/** The classes that occur, in the order in which `classOf` counts them. */
export const taxClasses = ["standard", "reduced", "zero"] as const;
export type ReplayedClass = (typeof taxClasses)[number];

/** Each half of what happened fills a month, evenly and in the order of the file. Every third match is a refund, every other third one that keeps the goods. */
export function planMonths({ invoices, cancellations }: InvoiceFile): PlannedEvent[] {
  const { matched } = matchCancellations(invoices, cancellations);
  const kinds = ["cancellation", "refund", "kept"] as const;
  const all = [
    ...invoices.map((invoice) => ({ time: invoice.at, rank: 0, what: { kind: "sale" as const, invoice } })),
    ...matched.map((each, index) => ({
      time: each.cancellation.at,
      rank: 1,
      what: { kind: kinds[index % kinds.length] ?? "refund", matched: each },
    })),
  ];
  all.sort((a, b) => (a.time === b.time ? a.rank - b.rank : a.time < b.time ? -1 : 1));
  const half = Math.ceil(all.length / windows.length);
  return all.map(({ what }, index) => {
    const [from, to] = windows[Math.floor(index / half)] ?? windows[0];
    return { ...what, at: from + Math.floor(((to - from) * (index % half)) / half) };
  });
}
