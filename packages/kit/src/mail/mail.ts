/** The mailer: sends e-mail through a configured mail server, or writes it to a folder in development. */
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import { callOutside } from "../rpc/outbound.ts";
import type { Log } from "../runtime/log.ts";
import { type Metrics, openCounter } from "../runtime/metrics.ts";
import type { Runtime } from "../runtime/runtime.ts";
import { type MailFailure, toMailFailure } from "./mail-failure.ts";

/** One e-mail to one person, in plain text. `id` is permanent: it identifies duplicates. */
export type Email = {
  id: string;
  /** The sender, if it is not the configured one. */
  from?: { name: string; address: string };
  to: string;
  subject: string;
  text: string;
};

/**
 * Sends an e-mail, or returns the refusal of its recipient, which is final. Throws a MailFailure if that failed; sending it again with the same
 * id is safe.
 */
export type Mailer = (email: Email) => Promise<MailFailure | undefined>;

export type MailOptions = {
  /** Such as `smtp://user:password@mail.example:587` or `smtps://…`; undefined: mail is written to `folder`. */
  smtpUrl: string | undefined;
  folder: string;
  /** The sender of every mail that names none, such as `Hansa <shop@hansa.example>`. */
  from: string;
  /** Whether mail that went to the folder is printed, with its first link up to the token in it; not in production. */
  printLinks: boolean;
  /** The most e-mails that are sent to the mail server within any second. */
  perSecond: number;
};

/** A mailer, and the end of its connections to the mail server: e-mails that are not sent yet fail then. */
export type OpenMail = { sendMail: Mailer; closeMail(): void };

/** How long a mail server may take for each step, in milliseconds. */
const timeoutMs = 10_000;
/** The most connections to a mail server, of which many servers accept only a few. Each is reused for further e-mails. */
export const maxConnections = 3;

/** Opens the configured mailer, and the counter of its attempts. */
export function openMail(options: MailOptions, deps: { log: Log; metrics: Metrics; runtime: Runtime }): OpenMail {
  const { deliver, close } = openDelivery(options, deps.log);
  // A folder takes any number.
  const awaitTurn = options.smtpUrl === undefined ? undefined : limitRate(deps.runtime, options.perSecond);
  const count = openCounter(deps.metrics, {
    name: "hansa_mail_attempts_total",
    help: "Attempts to send an e-mail: sent, refused for good, or failed and repeated; with the mail server's reply code, or none.",
    labels: ["outcome", "reply"],
  });
  return {
    sendMail: async (email) => {
      await awaitTurn?.();
      const failure = await callOutside(deps, "mail.send", () => deliver(email)).then(() => undefined, toMailFailure);
      const outcome = failure === undefined ? "sent" : failure.isRefusal ? "refused" : "failed";
      count({ outcome, reply: failure ? String(failure.reply ?? "none") : "" });
      if (outcome === "failed") throw failure;
      return failure;
    },
    closeMail: close,
  };
}

/** Delivers an e-mail, and the end of its connections. */
type Delivery = { deliver(email: Email): Promise<void>; close(): void };

function openDelivery({ smtpUrl, folder, from, printLinks }: MailOptions, log: Log): Delivery {
  if (smtpUrl !== undefined) return openSmtp(smtpUrl, from);
  const write = folderWriter(folder, from);
  return {
    deliver: async (email) => {
      await write(email);
      if (printLinks) log.info({ id: email.id, link: firstLink(email.text) }, `mail: ${email.subject}`);
    },
    close: () => {},
  };
}

/** Limits a rate: the returned function resolves at most `perSecond` times within any second, in the order of its calls. */
function limitRate(runtime: Runtime, perSecond: number): () => Promise<void> {
  /** The times of the last `perSecond` turns. */
  const turns: number[] = [];
  return async () => {
    const now = runtime.monotonic();
    const [oldest = Number.NEGATIVE_INFINITY] = turns.length < perSecond ? [] : turns.splice(0, 1);
    const at = Math.max(now, oldest + 1_000);
    turns.push(at);
    if (at > now) await runtime.sleep(at - now);
  };
}

/** Writes one file per e-mail, named by its id: files sort by time and never double. Only their owner can read them. */
function folderWriter(folder: string, usualSender: string): Delivery["deliver"] {
  return async ({ id, from, to, subject, text }) => {
    const sender = from ? `${from.name} <${from.address}>` : usualSender;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, `${id}.txt`);
    await writeFile(`${file}.part`, `From: ${sender}\nTo: ${to}\nSubject: ${subject}\n\n${text}\n`, { mode: 0o600 });
    await rename(`${file}.part`, file);
  };
}

/** Sends by SMTP over a few connections that are reused. A password is only sent over TLS. The e-mail's id is its Message-ID. */
function openSmtp(smtpUrl: string, usualSender: string): Delivery {
  const { protocol, hostname, port, username, password } = new URL(smtpUrl);
  const auth = username === "" ? undefined : { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  const transport = createTransport({
    pool: true,
    maxConnections,
    // For a connection that the server has closed in between. Other failures are retried by the mail queue.
    maxRequeues: 1,
    host: hostname,
    ...(port === "" ? {} : { port: Number(port) }),
    secure: protocol === "smtps:",
    ...(auth ? { auth, requireTLS: true } : {}),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const domain = /@([\w.-]+)/.exec(usualSender)?.[1] ?? hostname;
  return {
    deliver: async ({ id, from, to, subject, text }) => {
      await transport.sendMail({
        from: from ?? usualSender,
        to: { name: "", address: to },
        subject,
        text,
        messageId: `<${id}@${domain}>`,
      });
    },
    close: () => transport.close(),
  };
}

/** The first link of a text without the part after #, in which a token grants access: the file of the mail has it. */
function firstLink(text: string): string | undefined {
  return /https?:\/\/[^\s#]+/.exec(text)?.[0];
}
