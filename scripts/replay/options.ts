/** What can be asked of `npm run replay` on its command line. */
import path from "node:path";
import { parseArgs } from "node:util";
import { root } from "../shop.mjs";

export type Options = {
  /** The folder of the invoices. */
  data: string;
  /** How many invoices: Infinity for all of them. */
  orders: number;
  /** The address of a running shop; without one, the replay starts its own. */
  shop: string | undefined;
  /** The stores of that shop, for the verifier; without them, nothing is verified there. */
  stores: string | undefined;
  fresh: boolean;
  list: boolean;
  onlyVerify: boolean;
  /** With taxes and shipping, over two months, in a shop of its own. */
  taxed: boolean;
};

export const usage = `npm run replay -- [--data FOLDER] [--orders N] [--list] [--fresh] [--taxed | --verify | --shop URL [--stores FOLDER]]
  --data FOLDER    where online-retail.csv.gz is (../shared/data/online-retail)
  --orders N       how many invoices, the earliest first (1000); all: every one
  --list           name the cancellations that match an invoice too
  --fresh          begin anew, with an empty shop, instead of going on where the last replay ended
  --taxed          add three tax rates and shipping, and close the books of two months
  --verify         place nothing, only compare the stores with the file
  --shop URL       use a running shop, such as http://127.0.0.1:4000, with guests instead of accounts
  --stores FOLDER  the stores of that shop, to compare them afterwards`;

/** Whether this was thrown because the command line has something unknown in it. */
export function isAboutOptions(error: unknown): boolean {
  return error instanceof Error && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");
}

/** How many invoices are asked for; throws on what is no number. */
function readCount(orders: string): number {
  if (orders === "all") return Number.POSITIVE_INFINITY;
  const count = Number(orders);
  if (!Number.isInteger(count) || count < 1) throw new Error(`--orders ${orders}: a whole number from 1, or all.`);
  return count;
}

/** Reads the command line; throws on what it does not know. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      data: { type: "string", default: "../shared/data/online-retail" },
      orders: { type: "string", default: "1000" },
      shop: { type: "string" },
      stores: { type: "string" },
      fresh: { type: "boolean", default: false },
      list: { type: "boolean", default: false },
      taxed: { type: "boolean", default: false },
      verify: { type: "boolean", default: false },
    },
  });
  const { data, shop, stores, fresh, list, taxed, verify: onlyVerify } = values;
  const orders = readCount(values.orders);
  if (shop !== undefined && !URL.canParse(shop))
    throw new Error(`--shop ${shop}: an address such as http://127.0.0.1:4000.`);
  if (shop !== undefined && onlyVerify) throw new Error("--verify looks into the replay's own shop, not into --shop.");
  if (taxed && (shop !== undefined || onlyVerify)) throw new Error("--taxed has a shop of its own, and verifies it.");
  if (shop === undefined && stores !== undefined) throw new Error("--stores goes with --shop.");
  return { data: path.resolve(root, data), orders, shop, stores, fresh, list, onlyVerify, taxed };
}
