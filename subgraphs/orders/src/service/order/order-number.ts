/** Order numbers: a sequence, and four digits of a keyed hash of it, so that one number does not lead to the next. */
import { createHmac } from "node:crypto";

const digits = 4;

/** The number of the order with this place in the sequence: `100001-4711`. Orders from before have the sequence only. */
export function formatOrderNumber(secret: string, sequence: number): string {
  const hash = createHmac("sha256", secret).update(`order number ${sequence}`).digest();
  return `${sequence}-${String(hash.readUInt32BE(0) % 10 ** digits).padStart(digits, "0")}`;
}
