/** The command line of `npm run hansa -- reconcile`. */
import { defineSubcommand, wholeNumber } from "@hansa/kit/command-line";

export const command = defineSubcommand(
  "reconcile",
  "Compares the shop's payments of the last days with the payment provider's. Exit code 1 unless all agree.",
).option("--days <number>", "how many days", wholeNumber(1), 3);
