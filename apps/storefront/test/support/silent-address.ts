/** An address that answers no attempt to connect, as that of a machine that is gone. */
import { once } from "node:events";
import { connect } from "node:net";
import { Worker } from "node:worker_threads";
import { onTestFinished } from "vitest";

/** A listener that accepts nothing, with the shortest queue. */
const listener = `
const { createServer } = require("node:net");
const { parentPort } = require("node:worker_threads");
const server = createServer().listen({ port: 0, host: "127.0.0.1", backlog: 1 }, () => {
  parentPort.postMessage(server.address().port);
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
});
`;

/** Its queue is full: the system answers no further connection. */
export async function startSilentAddress(): Promise<string> {
  const worker = new Worker(listener, { eval: true });
  const [port] = await once(worker, "message");
  const waiting = Array.from({ length: 4 }, () => connect(port, "127.0.0.1").on("error", () => undefined));
  onTestFinished(async () => {
    for (const socket of waiting) socket.destroy();
    await worker.terminate();
  });
  await Promise.any(waiting.map((socket) => once(socket, "connect")));
  return `http://127.0.0.1:${port}/graphql`;
}
