/** Reads the stores and reports of a taxed replay read-only, with the verifier's own SQL. */
import { readFileSync } from "node:fs";
import path from "node:path";
import { z } from "zod";
import { storeFile } from "../../../cli/host/shop.mjs";
import { loadDriver } from "../../../cli/host/sqlite.mjs";

const Database = loadDriver();

const tax = z.object({ name: z.string(), rate: z.number(), baseMinor: z.number(), amountMinor: z.number() });
const document = z.object({
  kind: z.enum(["INVOICE", "CREDIT_NOTE"]),
  number: z.string(),
  /** The first line of the address: `Invoice 536365`. */
  label: z.string(),
  refundId: z.string().nullable(),
  issuedAt: z.number(),
  total: z.number(),
  taxes: z.string().transform((text) => z.array(tax).parse(JSON.parse(text))),
});
type TaxDocument = z.infer<typeof document>;

/** Captures and refunds, as the ledger has them; `refundId` is null for a capture. */
const movement = z.object({ label: z.string(), refundId: z.string().nullable(), at: z.number(), minor: z.number() });
type Movement = z.infer<typeof movement>;

/** The parts of a refund by sku, in the order in which refunds succeeded. */
const part = z.object({
  refundId: z.string(),
  label: z.string(),
  sku: z.string(),
  minor: z.number(),
  quantity: z.number(),
});
const refund = z.object({ refundId: z.string(), label: z.string(), at: z.number() });
const shipping = z.object({ label: z.string(), minor: z.number(), grams: z.number() });

const minor = z.object({ minor: z.number() });
const taxed = z.object({ base: minor, tax: minor });
const report = z.object({
  month: z.string(),
  timeZone: z.string(),
  rows: z.array(z.object({ name: z.string(), sales: taxed, cancellations: taxed, refunds: taxed, net: taxed })),
  totals: z.array(z.object({ net: z.object({ total: minor }) })),
  invoices: z.object({ count: z.number() }),
  creditNotes: z.object({ count: z.number() }),
});

export type TaxedStores = {
  documents: TaxDocument[];
  movements: Movement[];
  parts: z.infer<typeof part>[];
  /** The succeeded refunds. */
  refunds: z.infer<typeof refund>[];
  /** The part of a refund that is for shipping. */
  refundShipping: Map<string, { label: string; minor: number }>;
  shipping: z.infer<typeof shipping>[];
  reports: z.infer<typeof report>[];
};

/** Reads everything. Throws when a store or the reports are not there. */
export function readTaxedStores(folder: string): TaxedStores {
  const db = new Database(storeFile(folder, "orders"), { readonly: true });
  try {
    // A store that a read-only connection attaches is read-only too.
    db.prepare("ATTACH ? AS payments").run(storeFile(folder, "payments"));
    const read = <Row>(row: z.ZodType<Row>, sql: string): Row[] => z.array(row).parse(db.prepare(sql).all());
    const label = `"order".shipping_address ->> 'line1'`;
    return {
      documents: read(
        document,
        `SELECT kind, document.number, ${label} AS label, refund_id AS refundId, issued_at AS issuedAt,
          document.total_minor AS total, taxes
         FROM tax_documents AS document JOIN orders AS "order" ON "order".id = order_id ORDER BY kind, sequence`,
      ),
      movements: read(
        movement,
        `SELECT ${label} AS label, refund.id AS refundId, entry.at, entry.amount_minor AS minor
         FROM payments.ledger_entries AS entry
         JOIN order_money AS money ON money.payment_id = entry.payment_id JOIN orders AS "order" ON "order".id = money.order_id
         LEFT JOIN payments.refunds AS refund
           ON entry.kind = 'refund' AND refund.payment_id = entry.payment_id AND refund.provider_ref = entry.provider_event
         WHERE entry.account = 'provider' ORDER BY entry.seq`,
      ),
      parts: read(
        part,
        `SELECT refund.id AS refundId, ${label} AS label, line.sku, part.amount_minor AS minor, part.quantity
         FROM refund_parts AS part JOIN refunds AS refund ON refund.id = part.refund_id
         JOIN order_lines AS line ON line.id = part.line_id JOIN orders AS "order" ON "order".id = refund.order_id
         WHERE refund.state = 'SUCCEEDED' ORDER BY refund.settled_at, refund.rowid`,
      ),
      refunds: read(
        refund,
        `SELECT refund.id AS refundId, ${label} AS label, refund.settled_at AS at FROM refunds AS refund
         JOIN orders AS "order" ON "order".id = refund.order_id WHERE refund.state = 'SUCCEEDED' ORDER BY refund.settled_at, refund.rowid`,
      ),
      refundShipping: new Map(
        read(
          z.object({ id: z.string(), label: z.string(), minor: z.number() }),
          `SELECT refund.id, ${label} AS label, refund.shipping_minor AS minor FROM refunds AS refund
           JOIN orders AS "order" ON "order".id = refund.order_id
           WHERE refund.shipping_minor > 0 AND refund.state = 'SUCCEEDED' ORDER BY refund.settled_at, refund.rowid`,
        ).map(({ id, ...refund }) => [id, refund]),
      ),
      shipping: read(
        shipping,
        `SELECT ${label} AS label, shipping_minor AS minor, (SELECT sum(quantity) FROM order_lines WHERE order_id = "order".id) AS grams
         FROM orders AS "order"`,
      ),
      reports: z.array(report).parse(JSON.parse(readFileSync(path.join(folder, "tax-reports.json"), "utf8"))),
    };
  } finally {
    db.close();
  }
}
