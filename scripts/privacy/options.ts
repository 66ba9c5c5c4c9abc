/** What can be asked of `npm run privacy:export` and `npm run privacy:erase` on their command lines. */
import { parseArgs } from "node:util";

type Options = {
  /** Whose data it is. */
  email: string;
  /** Where the shop answers, such as `http://127.0.0.1:4000`; undefined: where this repository's shop runs. */
  shop: string | undefined;
  /** Who asks: a colleague with the scope `users:erase`; undefined: the administrator of the demo shop. */
  as: string | undefined;
};
export type Command = ({ name: "export"; out: string } | { name: "erase"; cancelUnsent: boolean }) & Options;

export const usage = `npm run privacy:export -- --email ADDRESS --out FILE [--shop URL] [--as ADDRESS]
npm run privacy:erase -- --email ADDRESS [--cancel-unsent] [--shop URL] [--as ADDRESS]
  --email ADDRESS  the person
  --cancel-unsent  cancel and refund what has not been packed; without it, unsent orders are named and nobody is erased
  --out FILE       the file to write; one that is there already is left alone
  --shop URL       the shop's address (http://127.0.0.1:4000)
  --as ADDRESS     who you are: somebody who may erase people. Your password is asked for, or read from standard input.
                   Without it: the administrator of the demo shop`;

/** Reads the command line; throws on what it does not know and on what is missing. */
export function readCommand([name, ...args]: readonly string[]): Command {
  const {
    email,
    out,
    shop,
    as,
    "cancel-unsent": cancelUnsent,
  } = parseArgs({
    args,
    options: {
      email: { type: "string" },
      out: { type: "string" },
      shop: { type: "string" },
      as: { type: "string" },
      "cancel-unsent": { type: "boolean", default: false },
    },
  }).values;
  if (email === undefined) throw new Error("--email says whose data it is.");
  if (shop !== undefined && !URL.canParse(shop))
    throw new Error(`--shop ${shop}: an address such as http://127.0.0.1:4000.`);
  const options = { email: email.trim().toLowerCase(), shop, as };
  if (name === "erase" && out === undefined) return { name, cancelUnsent, ...options };
  if (name === "erase") throw new Error("--out belongs to the export.");
  if (cancelUnsent) throw new Error("--cancel-unsent belongs to the erasure.");
  if (name !== "export") throw new Error(`there is no command ${name}.`);
  if (out === undefined) throw new Error("--out says which file to write.");
  return { name, out, ...options };
}
