/** The mailer: sends e-mail through a configured mail server, or writes it to a folder in development. */
import { mkdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createTransport } from "nodemailer";
import { callOutside } from "../rpc/outbound.ts";
import type { Log } from "../runtime/log.ts";
import type { Metrics } from "../runtime/metrics.ts";
import type { Runtime } from "../runtime/runtime.ts";

/** One e-mail to one person, in plain text. `id` is permanent: it identifies duplicates. */
export type Email = {
  id: string;
  /** The sender, if it is not the configured one. */
  from?: { name: string; address: string };
  to: string;
  subject: string;
  text: string;
};

/** Sends an e-mail. Throws if that failed; sending it again with the same id is safe. */
export type Mailer = (email: Email) => Promise<void>;

export type MailOptions = {
  /** Such as `smtp://user:password@mail.example:587` or `smtps://…`; undefined: mail is written to `folder`. */
  smtpUrl: string | undefined;
  folder: string;
  /** The sender of every mail that names none, such as `Hansa <shop@hansa.example>`. */
  from: string;
  /** Whether the links of mail that went to the folder are printed: they are as good as a password, so never in production. */
  printLinks: boolean;
};

/** How long a mail server may take for each step, in milliseconds. */
const timeoutMs = 10_000;

/** Opens the configured mailer. */
export function openMail(
  { smtpUrl, folder, from, printLinks }: MailOptions,
  deps: { log: Log; metrics: Metrics; runtime: Runtime },
): Mailer {
  const deliver = smtpUrl === undefined ? folderMailer(folder, from) : smtpMailer(smtpUrl, from);
  return async (email) => {
    await callOutside(deps, "mail.send", () => deliver(email));
    if (smtpUrl === undefined && printLinks)
      deps.log.info({ id: email.id, link: firstLink(email.text) }, `mail: ${email.subject}`);
  };
}

/** Writes one file per e-mail, named by its id: files sort by time and never double. Only their owner can read them. */
function folderMailer(folder: string, usualSender: string): Mailer {
  return async ({ id, from, to, subject, text }) => {
    const sender = from ? `${from.name} <${from.address}>` : usualSender;
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, `${id}.txt`);
    await writeFile(`${file}.part`, `From: ${sender}\nTo: ${to}\nSubject: ${subject}\n\n${text}\n`, { mode: 0o600 });
    await rename(`${file}.part`, file);
  };
}

/** Sends by SMTP. A password is only sent over TLS. The e-mail's id is its Message-ID. */
function smtpMailer(smtpUrl: string, usualSender: string): Mailer {
  const { protocol, hostname, port, username, password } = new URL(smtpUrl);
  const auth = username === "" ? undefined : { user: decodeURIComponent(username), pass: decodeURIComponent(password) };
  const transport = createTransport({
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
  return async ({ id, from, to, subject, text }) => {
    await transport.sendMail({
      from: from ?? usualSender,
      to: { name: "", address: to },
      subject,
      text,
      messageId: `<${id}@${domain}>`,
    });
  };
}

function firstLink(text: string): string | undefined {
  return /https?:\/\/\S+/.exec(text)?.[0];
}
