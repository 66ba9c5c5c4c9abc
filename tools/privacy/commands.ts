/** The commands for personal data export and erasure. */
import { writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { ask, type Person, type StaffSession } from "./graphql-client.ts";

/** The person to erase, and whether unsent orders are cancelled first. */
type ErasureRequest = { email: string; cancelUnsent: boolean };

const pauseMs = 2_000;
const maxAttempts = 60;

const exporting = `mutation Export($input: AccountExportInput!) {
  answer: accountExport(input: $input) {
    __typename
    ... on AccountExportStarted { downloadUrl }
    ... on UserError { message }
  }
}`;
const erasing = `mutation Erase($input: AccountEraseInput!) {
  answer: accountErase(input: $input) { __typename ... on AccountErased { id } ... on UserError { message } }
}`;

const erasingGuest = `mutation EraseGuest($input: GuestEraseInput!) {
  answer: guestErase(input: $input) { __typename ... on GuestEraseStarted { email } ... on UserError { message } }
}`;

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
  const started = z.object({ downloadUrl: z.url().nullable() });
  for (let tries = 1; tries <= maxAttempts; tries += 1) {
    const { downloadUrl } = await ask(desk, exporting, { input: { userId } }, started);
    if (downloadUrl !== null) return downloadUrl;
    await pause(pauseMs);
  }
  throw new Error("a part of the shop does not answer, and half an export is none. The same command goes on later.");
}

/** Erases the personal data of guests with this address. `password` is that of the member of staff. */
export async function eraseGuest(
  desk: StaffSession,
  { email, cancelUnsent }: ErasureRequest,
  password: string,
): Promise<void> {
  const input = { email, password, cancelUnsentOrders: cancelUnsent };
  await ask(desk, erasingGuest, { input }, z.object({ email: z.string() }));
}

/** Erases a person's data in all services. `password` is that of the member of staff. */
export async function erasePerson(
  desk: StaffSession,
  { id }: Person,
  { cancelUnsent }: Pick<ErasureRequest, "cancelUnsent">,
  password: string,
): Promise<void> {
  await ask(
    desk,
    erasing,
    { input: { userId: id, password, cancelUnsentOrders: cancelUnsent } },
    z.object({ id: z.string() }),
  );
}
