/** Creation of an administrator in a store, while the service runs or is stopped. */
import { fileURLToPath } from "node:url";
import { CommandFailure } from "@hansa/kit/command-line";
import { createMetrics, systemRuntime } from "@hansa/kit/runtime";
import { openStore, type StorePlace } from "@hansa/kit/store";
import { openPasswords } from "../providers/passwords.ts";
import { type AdministratorInput, createAdministrator } from "../service/roles/administrators.ts";

const migrations = fileURLToPath(new URL("../../migrations", import.meta.url));

/** Creates the administrator and returns one line of output. Throws an Error with one line if the account is refused. */
export async function createIn(place: StorePlace, wanted: AdministratorInput): Promise<string> {
  const metrics = createMetrics();
  const store = await openStore({ place, migrations, runtime: systemRuntime, metrics });
  try {
    const passwords = await openPasswords(systemRuntime);
    const response = await createAdministrator({ store, runtime: systemRuntime, metrics, passwords }, wanted);
    if (response.__typename === "ValidationError")
      throw new CommandFailure(response.problems.map(({ message }) => message).join(" "));
    if (response.__typename !== "AdministratorCreated") throw new CommandFailure(response.message);
    const { userId, isNew, sessionsEnded } = response;
    if (isNew) return `admin create: ${userId} is a new administrator and can sign in.`;
    return `admin create: ${userId} is an administrator with a new password; ${sessionsEnded} sign-ins were ended.`;
  } finally {
    await store.close();
  }
}
