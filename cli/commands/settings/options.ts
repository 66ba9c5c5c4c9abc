/** The command lines of `npm run hansa -- settings list` and `npm run hansa -- settings set`. */
import { defineSubcommand, webAddress } from "@hansa/kit/command-line";

const settingsCommand = (name: string, summary: string) =>
  defineSubcommand(name, summary)
    .option("--shop <url>", "a running shop (default: the one of this folder)", webAddress)
    .option("--email <address>", "who signs in (default: HANSA_STAFF_EMAIL)")
    .option("--password <text>", "the password (default: HANSA_STAFF_PASSWORD)");

export const listCommand = settingsCommand(
  "settings list",
  "Lists the settings of a running shop with their values (docs/owners/shop-settings.md).",
);

export const setCommand = settingsCommand(
  "settings set",
  "Changes one setting of a running shop; it applies at once (docs/owners/shop-settings.md).",
)
  .argument("<name>", "a name that settings list shows, such as returnDays or cartLimits.lines")
  .argument("<value>", "the new value; currencies with commas; none removes an optional one");
