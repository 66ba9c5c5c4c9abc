/** `hansa admin create`: the command of users, on the shop that the shell and `.env` name. */

import { adminCreate } from "../../../subgraphs/users/src/commands/admin-create.ts";
import { takeOlderFolder } from "../../host/data/older-folder.ts";
import { requireHostConfig } from "../../host/shop.mjs";

/** Runs the command. */
export async function create(args: readonly string[]): Promise<void> {
  process.exitCode = await adminCreate({
    args,
    environment: () => {
      const { data } = requireHostConfig();
      takeOlderFolder(data);
      return { ...process.env, HANSA_DATA: data };
    },
    terminal: { input: process.stdin, output: process.stdout },
  });
}
