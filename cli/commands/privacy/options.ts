/** The command lines of `npm run hansa -- privacy export` and `npm run hansa -- privacy erase`. */
import { readEmail } from "@hansa/commerce/email-addresses";
import { defineSubcommand, webAddress } from "@hansa/kit/command-line";

const privacyCommand = (name: string, summary: string) =>
  defineSubcommand(name, summary)
    .requiredOption("--email <address>", "the person", readEmail)
    .option("--shop <url>", "the shop's address (default: the one of this folder)", webAddress)
    .option(
      "--as <address>",
      "your account: it needs the scope users:erase, and its password is asked for or read from standard input (default: HANSA_STAFF_EMAIL with HANSA_STAFF_PASSWORD; in development the administrator of the demo shop)",
    );

export const exportCommand = privacyCommand(
  "privacy export",
  "Writes everything that a running shop knows about a person into a file.",
).requiredOption("--out <file>", "the file to write; one that is there already is left alone");

export const eraseCommand = privacyCommand(
  "privacy erase",
  "Erases a person from a running shop (docs/owners/privacy.md).",
).option(
  "--cancel-unsent",
  "cancel and refund what has not been packed; without it, unsent orders are named and no erasure begins",
  false,
);
