/** Fake of a mail server: it stores the e-mails that it receives, and can refuse commands. */
import { createServer, type Socket } from "node:net";

/** A reply to a command in place of the usual one, such as `550 no such mailbox`; undefined for the usual one. */
export type Reply = (command: string) => string | undefined;

export type MailServer = {
  url: string;
  /** The e-mails, in the order of their receipt. */
  messages: readonly string[];
  /** The commands of all clients, such as `RCPT TO:<ada@hansa.example>`. */
  commands: readonly string[];
  /** How many connections were opened so far. */
  connections(): number;
  /** How many of them are open. */
  open(): number;
  /** Resolves once none is open. */
  allClosed(): Promise<void>;
  close(): void;
};

/** Listens on a free port of this machine until it is closed. `extensions` are those that it announces, such as `PIPELINING`. */
export async function startMailServer(reply: Reply = () => undefined, extensions: string[] = []): Promise<MailServer> {
  const messages: string[] = [];
  const commands: string[] = [];
  const sockets = new Set<Socket>();
  const waiting: (() => void)[] = [];
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on("close", () => {
      sockets.delete(socket);
      if (sockets.size === 0) for (const resolve of waiting.splice(0)) resolve();
    });
    converse(socket, {
      reply: (command) => {
        commands.push(command);
        return reply(command);
      },
      extensions,
      store: (message) => messages.push(message),
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the mail server has no port");
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    messages,
    commands,
    connections: () => connections,
    open: () => sockets.size,
    allClosed: async () => {
      if (sockets.size > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

/** Refuses the first `times` commands that begin so. */
export function refuseFirst(times: number, command: string, refusal: string): Reply {
  let left = times;
  return (given) => {
    if (left === 0 || !given.startsWith(command)) return undefined;
    left -= 1;
    return refusal;
  };
}

type MailHandler = { reply: Reply; extensions: readonly string[]; store(message: string): void };

/** Implements the part of SMTP that one e-mail needs. */
function converse(socket: Socket, { reply, extensions, store }: MailHandler): void {
  let received = "";
  let isLetter = false;
  const say = (line: string) => socket.write(`${line}\r\n`);
  const usual = (command: string): string => {
    if (/^EHLO/i.test(command))
      return ["here", ...extensions].map((line, at) => `250${at < extensions.length ? "-" : " "}${line}`).join("\r\n");
    if (/^DATA/i.test(command)) return "354 continue";
    return /^QUIT/i.test(command) ? "221 bye" : "250 ok";
  };
  say("220 here");
  socket.on("error", () => socket.destroy());
  socket.on("data", (bytes) => {
    received += bytes.toString("utf8");
    for (;;) {
      const end = received.indexOf(isLetter ? "\r\n.\r\n" : "\r\n");
      if (end < 0) return;
      const text = received.slice(0, end);
      received = received.slice(end + (isLetter ? 5 : 2));
      // The e-mail ends with a reply of its own.
      const command = isLetter ? "." : text;
      const refusal = reply(command);
      if (isLetter && refusal === undefined) store(text);
      const said = refusal ?? usual(command);
      isLetter = said.startsWith("354");
      say(said);
      if (/^QUIT/i.test(command) || said.startsWith("421")) socket.end();
    }
  });
}
