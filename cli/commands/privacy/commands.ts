/** The commands for personal data export and erasure. */
import { writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { AccountEraseDocument, AccountExportDocument, GuestEraseDocument } from "@hansa/client/documents/accounts";
import { ask, type Person, type StaffSession } from "./graphql-client.ts";

/** The person to erase, and whether unsent orders are cancelled first. */
type ErasureRequest = { email: string; cancelUnsent: boolean };

const pauseMs = 2_000;
const maxAttempts = 60;

/** Writes the person's file, readable by its owner alone. Waits while a part of the shop does not answer; throws if `file` is there already. */
export async function exportPerson(desk: StaffSession, { id }: Person, file: string): Promise<void> {
  const link = await waitForLink(desk, id);
  // The shop's public address may be one that cannot be reached from here.
  const token = new URL(link).pathname.split("/").at(-1) ?? "";
  const response = await fetch(new URL(`/exports/${token}`, desk.shop));
  if (response.status !== 200) throw new Error(`the file could not be fetched: the shop answered ${response.status}`);
  await writeFile(file, await response.text(), { mode: 0o600, flag: "wx" });
}

async function waitForLink(desk: StaffSession, userId: string): Promise<string> {
  for (let tries = 1; tries <= maxAttempts; tries += 1) {
    const { downloadUrl } = await ask(desk, AccountExportDocument, { userId });
    if (downloadUrl !== null) return downloadUrl;
    await pause(pauseMs);
  }
  throw new Error("a service does not answer, and an export must be complete. Run the same command again later.");
}

/** Erases the personal data of guests with this address. `password` is that of the member of staff. */
export async function eraseGuest(
  desk: StaffSession,
  { email, cancelUnsent }: ErasureRequest,
  password: string,
): Promise<void> {
  await ask(desk, GuestEraseDocument, { email, password, cancelUnsentOrders: cancelUnsent });
}

/** Erases a person's data in all services. `password` is that of the member of staff. */
export async function erasePerson(
  desk: StaffSession,
  { id }: Person,
  { cancelUnsent }: Pick<ErasureRequest, "cancelUnsent">,
  password: string,
): Promise<void> {
  await ask(desk, AccountEraseDocument, { userId: id, password, cancelUnsentOrders: cancelUnsent });
}
