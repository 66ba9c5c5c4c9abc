/** Data of a newer format: every command of an owner that reads the data of the shop refuses them in one line, and leaves them as they are. */
import { test } from "vitest";
import { ownerCommands } from "../../commands/commands.ts";
import { expectRefusal } from "../support/newer-data.ts";

/** Commands that read no data of the shop: they ask its router, compare schemas, or imitate a provider. */
const withoutData = [
  ...["import", "export", "explain", "privacy export", "privacy erase", "schema check", "stripe-stand-in"],
  ...["settings list", "settings set"],
];

test.each(ownerCommands.filter(({ name }) => !withoutData.includes(name)))("hansa $name refuses it", ({ name }) =>
  expectRefusal(name),
);
