/** The command `hansa admin create`: its prompt, its output and its exit codes. */
import { existsSync } from "node:fs";
import { CommandFailure, defineSubcommand, readCommandLine, responseError } from "@hansa/kit/command-line";
import { readStorePlace } from "../config.ts";
import { Cancelled, readPassword, type Terminal } from "./password-prompt.ts";

type Command = {
  args: readonly string[];
  /** Default: the environment of this process. */
  environment?: () => Readonly<Record<string, string | undefined>>;
  terminal: Terminal;
};

/** Runs the command and returns its exit code. Errors are one line. */
export async function adminCreate({ args, environment, terminal }: Command): Promise<number> {
  const { output } = terminal;
  const command = adminCreateCommand();
  try {
    const { email, name: displayName } = readCommandLine(command, args).options;
    const place = readStorePlace(environment?.());
    if (place.engine === "sqlite" && !existsSync(place.file))
      throw new CommandFailure(`there is no shop in ${place.file}: start it once, or set HANSA_DATA to its folder`);
    const { createIn } = await import("./administrator.ts");
    const password = await readPassword(terminal, email, true);
    output.write(`${await createIn(place, { email, displayName, password })}\n`);
    return 0;
  } catch (error) {
    const code = responseError(command, error, output, output);
    return error instanceof Cancelled ? 130 : code;
  }
}

/** The command, read anew for each call. */
function adminCreateCommand() {
  return defineSubcommand(
    "admin create",
    "Creates an administrator. For an account that exists, restores the role ADMIN, replaces the password and ends its sign-ins. Works while the shop runs and while it is stopped, on the machine (or in the container) of users.",
  )
    .requiredOption("--email <address>", "the administrator's e-mail address; it counts as verified")
    .option("--name <name>", "name of a new account; an existing one keeps its own", "Administrator")
    .addHelpText(
      "after",
      `
The password is asked for without being shown. Without a terminal it is the first line of standard input:
  npm run hansa -- admin create --email ADDRESS < password-file

Exit codes: 0 done; 1 refused or failed, with the reason; 2 the command line is wrong; 130 cancelled.`,
    );
}
