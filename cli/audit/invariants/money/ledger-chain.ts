/** Recomputes the ledger's hash chain: a changed entry breaks every entry behind it. */
import { createHash } from "node:crypto";
import { type Finding, findingOf } from "../../rule.ts";
import type { Row, Stores } from "../../stores.ts";

const beforeTheFirst = "0".repeat(64);
const rowsAtOnce = 10_000;

/** The fields that a fingerprint covers, in this order, behind the fingerprint before it: see docs/owners/payments.md. */
const fields = [
  ...["seq", "transaction_id", "payment_id", "kind", "provider_event"],
  ...["account", "amount_minor", "currency", "at"],
] as const;

/** From the first entry on; the first one that does not fit is shown, since none behind it can fit either. */
export function verifyChain(stores: Stores): Finding {
  let hash = beforeTheFirst;
  let looked = 0;
  let last: Row["seq"] = 0;
  const broken: Row[] = [];
  for (;;) {
    const rows = stores.all(
      `SELECT entry.*, chain.hash AS chained FROM payments.ledger_entries AS entry LEFT JOIN payments.ledger_chain AS chain USING (seq)
        WHERE seq > @last ORDER BY seq LIMIT ${rowsAtOnce}`,
      { last },
    );
    for (const row of rows) {
      looked += 1;
      const content = [hash, ...fields.map((field) => row[field])];
      hash = createHash("sha256").update(JSON.stringify(content)).digest("hex");
      last = row.seq ?? 0;
      if (broken.length === 0 && hash !== row.chained)
        broken.push({ entry: last, paymentId: row.payment_id ?? null, chained: row.chained ?? null, computed: hash });
    }
    if (rows.length < rowsAtOnce) break;
  }
  const beyond = stores.count("SELECT count(*) FROM payments.ledger_chain WHERE seq > @last", { last });
  if (beyond > 0) broken.push({ entry: last, paymentId: null, chainedBeyond: beyond });
  return findingOf("each entry has the hash of itself and of all entries before it", looked, broken);
}
