/** The command line of both verifiers, which `npm run replay -w @hansa/lab` starts. */
import { defineCommand, wholeNumber } from "@hansa/kit/command-line";

/** `usualStores` is the folder of the stores unless the command line names one. */
export function verifierCommand(name: string, usualStores: string) {
  return defineCommand(name, "Compares the stores of a shop with the replayed file.", `node dist/${name}.mjs`)
    .option("--data <folder>", "where online-retail.csv.gz is", "../shared/data/online-retail")
    .option("--orders <number>", "how many invoices were replayed; all: every one", countOrAll, 1_000)
    .option("--stores <folder>", "the folder of the stores", usualStores);
}

function countOrAll(text: string): number {
  return text === "all" ? Number.POSITIVE_INFINITY : wholeNumber(1)(text);
}
