/** The command line of `npm run admin:create`. */
import { defineCommand } from "@hansa/kit/server/command-line";

/** The command, read anew for each call. */
export function adminCreateCommand() {
  return defineCommand(
    "admin:create",
    "Creates an administrator. For an account that exists, restores the role ADMIN, replaces the password and ends its sign-ins. Works while the shop runs and while it is stopped, on the machine (or in the container) of users.",
  )
    .requiredOption("--email <address>", "the administrator's e-mail address; it counts as verified")
    .option("--name <name>", "name of a new account; an existing one keeps its own", "Administrator")
    .addHelpText(
      "after",
      `
The password is asked for without being shown. Without a terminal it is the first line of standard input:
  npm run admin:create -- --email ADDRESS < password-file

Exit codes: 0 done; 1 refused or failed, with the reason; 2 the command line is wrong; 130 cancelled.`,
    );
}
