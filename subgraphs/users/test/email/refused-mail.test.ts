/** Refused e-mails: a recipient whom the mail server refuses ends the e-mail. */
import { logLine } from "@hansa/kit/logging/line";
import { dropOldMail, mailQueue, queueMail, sendDueMail } from "@hansa/kit/mail/mail-queue";
import { createLog } from "@hansa/kit/runtime/log";
import { type Reply, startMailServer } from "@hansa/kit/testing/servers/mail-server";
import { expect, onTestFinished, test } from "vitest";
import type { z } from "zod";
import { createMailSender } from "../../src/service/email/emails.ts";
import { erasureEmails } from "../../src/store/tables.ts";
import { countCalls, createAccount, password, type Shop, shop, signIn } from "../support/shop.ts";

const minute = 60_000;
const day = 24 * 60 * minute;
const ada = "ada@hansa.example";

/** A shop whose mail server answers commands so, and the lines that its mail queue logs. */
async function openWith(reply: Reply) {
  const server = await startMailServer(reply);
  onTestFinished(server.close);
  const s = await shop({ HANSA_SMTP_URL: server.url });
  const lines: z.infer<typeof logLine>[] = [];
  const log = createLog("users", "trace", { write: (line) => void lines.push(logLine.parse(JSON.parse(line))) });
  const send = () => sendDueMail({ ...createMailSender(s.service.deps), log });
  return { s, server, lines, send, drop: () => dropOldMail({ ...s.service.deps, log }) };
}

async function requestReset(s: Shop, email: string) {
  await createAccount(s, { email });
  await s.query(`mutation { passwordResetRequest(input: { email: "${email}" }) { __typename } }`);
}

/** Queues an e-mail that has no link which expires. */
async function queueLasting(s: Shop, email: string) {
  const { id } = await createAccount(s, { email });
  const { store } = s.service.deps;
  await store.write("test", (tx) => queueMail(s.runtime, tx, { event: id, template: "known-address", about: id }));
}

const queued = ({ service }: Shop) => service.deps.store.read((db) => db.select().from(mailQueue));

test("a refused recipient ends the e-mail at once: it is neither sent again nor given up with an alarm", async () => {
  const { s, lines, send, drop } = await openWith((command) =>
    command.startsWith("RCPT TO") ? `550 5.1.1 <${ada}>: no such mailbox` : undefined,
  );
  await queueLasting(s, ada);
  await send();
  const refused = [expect.objectContaining({ attempts: 0, sentAt: null, refusedAt: s.runtime.now() })];
  expect(await queued(s)).toEqual(refused);
  await s.runtime.advance(2 * day);
  await send();
  expect(await countCalls(s, "mail.send")).toBe(1);
  expect(await queued(s)).toEqual(refused);
  await s.runtime.advance(day + 1);
  await drop();
  expect(await queued(s)).toEqual([]);
  expect(lines).toEqual([
    expect.objectContaining({
      level: 40,
      msg: "mail queue: recipient refused, e-mail not sent again",
      template: "known-address",
      id: expect.stringMatching(/^mail_/),
      err: expect.objectContaining({ message: "EENVELOPE 550 at RCPT TO", reply: 550, command: "RCPT TO" }),
    }),
  ]);
  expect(JSON.stringify(lines)).not.toMatch(/ada|no such mailbox/);
});

test("the address of an erased person is deleted once the last e-mail to it is refused", async () => {
  const { s, send } = await openWith((command) => (command.startsWith("RCPT TO") ? "550 no such mailbox" : undefined));
  await createAccount(s, { email: ada });
  const { viewer } = await signIn(s, ada);
  const erase = "mutation ($password: String!) { accountErase(input: { password: $password }) { __typename } }";
  await s.query(erase, { password }, viewer);
  const addresses = () => s.service.deps.store.read((db) => db.select().from(erasureEmails));
  expect(await addresses()).toHaveLength(1);
  await send();
  await s.service.runJobsOnce();
  expect(await addresses()).toEqual([]);
});

test.each([
  ["RCPT TO", 452],
  ["MAIL FROM", 553],
  ["DATA", 554],
])("an e-mail waits whose %s is answered %i, and the log has command and code", async (command, code) => {
  let isRepaired = false;
  const { s, server, lines, send } = await openWith((given) =>
    !isRepaired && given.startsWith(command) ? `${code} not taken from ${ada}` : undefined,
  );
  await requestReset(s, ada);
  await send();
  expect(await queued(s)).toEqual([expect.objectContaining({ attempts: 1, sentAt: null, refusedAt: null })]);
  expect(lines).toEqual([
    expect.objectContaining({
      msg: "mail queue: attempt failed, retry scheduled",
      err: expect.objectContaining({ type: "MailFailure", reply: code, command }),
    }),
  ]);
  expect(JSON.stringify(lines)).not.toMatch(/ada|not taken/);
  isRepaired = true;
  await s.runtime.advance(minute);
  await send();
  expect(server.messages).toHaveLength(1);
});

test("a service that stops closes its idle connections to the mail server", async () => {
  const { s, server, send } = await openWith(() => undefined);
  await requestReset(s, ada);
  await send();
  expect([server.messages.length, server.open()]).toEqual([1, 1]);
  await s.close();
  await server.allClosed();
});
