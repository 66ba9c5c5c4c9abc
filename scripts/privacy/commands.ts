/** Handing out what the shop knows about a person, and forgetting a person. */
import { writeFile } from "node:fs/promises";
import { setTimeout as pause } from "node:timers/promises";
import { z } from "zod";
import { ask, type Desk, type Person } from "./graph.ts";

/** Whom to forget, and whether unsent orders are cancelled first. */
type Erasing = { email: string; cancelUnsent: boolean };

const pauseMs = 2_000;
const mostTries = 60;

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
export async function exportPerson(desk: Desk, { id }: Person, file: string): Promise<void> {
  const link = await waitForLink(desk, id);
  // The shop's public address may be one that cannot be reached from here.
  const token = new URL(link).pathname.split("/").at(-1) ?? "";
  const response = await fetch(new URL(`/exports/${token}`, desk.shop));
  if (response.status !== 200) throw new Error(`the file could not be fetched: the shop answered ${response.status}`);
  await writeFile(file, await response.text(), { mode: 0o600, flag: "wx" });
}

async function waitForLink(desk: Desk, userId: string): Promise<string> {
  const started = z.object({ downloadUrl: z.url().nullable() });
  for (let tries = 1; tries <= mostTries; tries += 1) {
    const { downloadUrl } = await ask(desk, exporting, { input: { userId } }, started);
    if (downloadUrl !== null) return downloadUrl;
    await pause(pauseMs);
  }
  throw new Error("a part of the shop does not answer, and half an export is none. The same command goes on later.");
}

/** Forgets whoever bought under this address without an account. `password` is that of the colleague who asks. */
export async function eraseGuest(desk: Desk, { email, cancelUnsent }: Erasing, password: string): Promise<void> {
  const input = { email, password, cancelUnsentOrders: cancelUnsent };
  await ask(desk, erasingGuest, { input }, z.object({ email: z.string() }));
}

/** Forgets the person, in all services. `password` is that of the colleague who asks. */
export async function erasePerson(
  desk: Desk,
  { id }: Person,
  { cancelUnsent }: Pick<Erasing, "cancelUnsent">,
  password: string,
): Promise<void> {
  await ask(
    desk,
    erasing,
    { input: { userId: id, password, cancelUnsentOrders: cancelUnsent } },
    z.object({ id: z.string() }),
  );
}
