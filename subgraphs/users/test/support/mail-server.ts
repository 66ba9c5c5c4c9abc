/** A mail server that stores the e-mails it receives, and can refuse the first ones as busy. */
import { createServer, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** Listens on a free port until the test ends; the first `busy` e-mails are refused temporarily. */
export async function startMailServer(busy = 0) {
  const messages: string[] = [];
  let refusals = busy;
  let connections = 0;
  const server = createServer((socket) => {
    connections += 1;
    converse(socket, {
      mayAccept: () => {
        refusals -= 1;
        return refusals < 0;
      },
      store: (message) => messages.push(message),
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.close();
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the mail server has no port");
  return { url: `smtp://127.0.0.1:${address.port}`, messages, connections: () => connections };
}

type MailHandler = { mayAccept(): boolean; store(message: string): void };

/** Implements the part of SMTP that one e-mail needs. */
function converse(socket: Socket, { mayAccept, store }: MailHandler): void {
  let received = "";
  let isLetter = false;
  const say = (line: string) => socket.write(`${line}\r\n`);
  say("220 here");
  socket.on("error", () => socket.destroy());
  socket.on("data", (bytes) => {
    received += bytes.toString("utf8");
    for (;;) {
      const end = received.indexOf(isLetter ? "\r\n.\r\n" : "\r\n");
      if (end < 0) return;
      const text = received.slice(0, end);
      received = received.slice(end + (isLetter ? 5 : 2));
      if (isLetter) {
        store(text);
        isLetter = false;
        say("250 kept");
      } else if (/^MAIL/i.test(text)) say(mayAccept() ? "250 ok" : "451 busy, come back later");
      else if (/^DATA/i.test(text)) {
        isLetter = true;
        say("354 continue");
      } else if (/^QUIT/i.test(text)) {
        say("221 bye");
        socket.end();
      } else say("250 ok");
    }
  });
}
