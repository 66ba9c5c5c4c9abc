/** A server over raw connections that learns its responses: a request that it knows gets the same bytes again. */
import { createServer, type Socket } from "node:net";
import { type Message, readMessages } from "./framing.ts";

export type LearningServer = {
  port: number;
  /** The key of a request: requests with the same key have the same response. Called for each request. */
  keyOf(message: Message): string;
  /** The body of the response to an unknown request; undefined if there is none, which is answered with 503 and not kept. */
  learn(message: Message, key: string): Promise<Buffer | undefined>;
};

const unlearned = Buffer.from("HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n");

/** Resolves once it listens. */
export async function startLearningServer({ port, keyOf, learn }: LearningServer): Promise<void> {
  const known = new Map<string, Buffer>();
  async function respond(socket: Socket, message: Message, key: string): Promise<void> {
    const body = await learn(message, key).catch(() => undefined);
    const learned = body && responseOf(body);
    if (learned) known.set(key, learned);
    socket.write(learned ?? unlearned);
  }
  const server = createServer((socket) => {
    socket.setNoDelay(true);
    socket.on("error", () => socket.destroy());
    socket.on(
      "data",
      readMessages((message) => {
        const key = keyOf(message);
        const response = known.get(key);
        if (response) socket.write(response);
        else void respond(socket, message, key);
      }),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
}

function responseOf(body: Buffer): Buffer {
  const head = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head), body]);
}
