/** What can be asked of `npm start` on its command line. */
import { parseArgs } from "node:util";
import { services } from "../shop.mjs";

export type Options = { without: readonly string[]; showLogs: boolean };

/** Reads `--without NAME` (repeatable) and `--logs`; throws on anything else and on a name that is no service. */
export function readOptions(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: { without: { type: "string", multiple: true, default: [] }, logs: { type: "boolean", default: false } },
  });
  const names = services.map((service) => service.name);
  for (const name of values.without) {
    if (!names.includes(name)) throw new Error(`--without ${name}: the shop has ${names.join(", ")}.`);
  }
  return { without: values.without, showLogs: values.logs };
}
