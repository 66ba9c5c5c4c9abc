/** The command line of `npm run replay -w @hansa/lab`. */
import path from "node:path";
import { Option, webAddress, wholeNumber } from "@hansa/kit/command-line";
import { root } from "../../cli/host/shop.mjs";
import { defineExperiment } from "../harness/experiment.ts";

export type Options = {
  /** The folder of the invoices. */
  data: string;
  /** How many invoices: Infinity for all of them. */
  orders: number;
  /** The stores of a foreign shop, for the verifier; without them nothing is verified there. */
  stores: string | undefined;
  fresh: boolean;
  list: boolean;
};

export const command = defineExperiment(
  "replay",
  "Places real invoices through the router of a shop of its own, with their cancellations, then compares the stores with the file.",
)
  .option(
    "--data <folder>",
    "where online-retail.csv.gz is",
    (folder) => path.resolve(folder),
    path.resolve(root, "../shared/data/online-retail"),
  )
  .option("--orders <number>", "how many invoices, the earliest first; all: every one", countOrAll, 1_000)
  .option("--list", "name the cancellations that match an invoice too", false)
  .option("--fresh", "begin anew, with an empty shop, instead of going on where the last replay ended", false)
  .addOption(new Option("--verify", "place nothing, only compare the stores with the file").conflicts("shop"))
  .option("--shop <url>", "a running shop, such as http://127.0.0.1:4000, with guests instead of accounts", webAddress)
  .option("--stores <folder>", "with --shop: the stores of that shop, to compare them afterwards");

function countOrAll(text: string): number {
  return text === "all" ? Number.POSITIVE_INFINITY : wholeNumber(1)(text);
}
