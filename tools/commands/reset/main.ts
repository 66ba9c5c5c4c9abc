/** `npm run reset`: removes the shop's own files from its data folder, after asking; `--yes` answers beforehand. */
import { defineCommand, runCommand } from "@hansa/kit/server/command-line";
import { readSettings } from "../../host/shop.mjs";
import { reset } from "./removal.ts";

const command = defineCommand(
  "reset",
  "Removes the shop's own files from its data folder, after asking; other files stay.",
).option("--yes", "remove without asking", false);

await runCommand(command, ({ yes }) => reset(readSettings().data, yes));
