/** `npm run admin:create` at the top of the repository: the command of users, on the shop that the shell and `.env` name. */

import { adminCreate } from "../../../subgraphs/users/src/commands/admin-create.ts";
import { takeOlderFolder } from "../../host/data/older-folder.ts";
import { readSettings } from "../../host/shop.mjs";

process.exitCode = await adminCreate({
  args: process.argv.slice(2),
  environment: () => {
    const { data } = readSettings();
    takeOlderFolder(data);
    return { ...process.env, HANSA_DATA: data };
  },
  terminal: { input: process.stdin, output: process.stdout },
});
