/** `npm run admin:create`: what it asks, does, says and exits with. */
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createMetrics } from "@hansa/kit/metrics";
import { openStore } from "@hansa/kit/store";
import { systemWorld } from "@hansa/kit/world";
import { readStoreFile } from "../config.ts";
import { openPasswords } from "../providers/passwords.ts";
import { createAdministrator, type WantedAdministrator } from "../service/administrators.ts";
import { readOptions, usage } from "./options.ts";
import { Cancelled, readPassword, type Terminal } from "./password-prompt.ts";

const migrations = fileURLToPath(new URL("../../migrations", import.meta.url));

type Command = {
  args: readonly string[];
  /** Absent: that of this process. */
  environment?: Readonly<Record<string, string | undefined>>;
  terminal: Terminal;
};

/** Runs the command and answers with its exit code. Errors are one line. */
export async function adminCreate({ args, environment, terminal }: Command): Promise<number> {
  const say = (line: string) => void terminal.output.write(`${line}\n`);
  const fail = (code: number, error: unknown) => {
    say(`admin:create: ${error instanceof Error ? error.message.split("\n").join(" ") : String(error)}`);
    return code;
  };
  let options: ReturnType<typeof readOptions>;
  try {
    options = readOptions(args);
  } catch (error) {
    return fail(2, error);
  }
  if (!options) {
    say(usage);
    return 0;
  }
  try {
    const storeFile = readStoreFile(environment);
    if (!existsSync(storeFile))
      throw new Error(`there is no shop in ${storeFile}: start it once, or set HANSA_DATA to its folder`);
    const password = await readPassword(terminal, options.email, true);
    say(await createIn(storeFile, { ...options, password }));
    return 0;
  } catch (error) {
    return fail(error instanceof Cancelled ? 130 : 1, error);
  }
}

/** What was done, as one line. Throws an Error with one line if the account is refused. */
async function createIn(file: string, wanted: WantedAdministrator): Promise<string> {
  const metrics = createMetrics();
  const store = await openStore({ file, migrations, world: systemWorld, metrics });
  try {
    const passwords = await openPasswords(systemWorld);
    const answer = await createAdministrator({ store, world: systemWorld, metrics, passwords }, wanted);
    if (answer.__typename === "ValidationError")
      throw new Error(answer.problems.map(({ message }) => message).join(" "));
    if (answer.__typename !== "AdministratorCreated") throw new Error(answer.message);
    const { userId, isNew, sessionsEnded } = answer;
    if (isNew) return `admin:create: ${userId} is a new administrator and can sign in.`;
    return `admin:create: ${userId} is an administrator with a new password; ${sessionsEnded} sign-ins were ended.`;
  } finally {
    await store.close();
  }
}
