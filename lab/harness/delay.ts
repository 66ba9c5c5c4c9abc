/** A link to a server that delays what its callers send, as a network between two machines does. It runs beside the caller in a thread of its own. */
import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import { z } from "zod";

const task = z.object({ host: z.string(), port: z.number(), ms: z.number() });
type Task = z.infer<typeof task>;

/** Opens a link to the server at an address, by which each request takes so many milliseconds longer. Returns the address of the link. */
export async function openDelay(address: string, ms: number): Promise<string> {
  const url = new URL(address);
  const given: Task = { host: url.hostname, port: Number(url.port || 5432), ms };
  const worker = new Worker(new URL(import.meta.url), { workerData: given });
  worker.unref();
  const [port] = await once(worker, "message");
  url.hostname = "127.0.0.1";
  url.port = String(z.number().parse(port));
  return url.href;
}

/** Pieces that wait, the first one at first: all wait equally long. */
const waiting: { dueAt: number; pass: () => void }[] = [];

function passDue(): void {
  while (waiting[0] && waiting[0].dueAt <= performance.now()) waiting.shift()?.pass();
  // Timers are too coarse for half a millisecond.
  if (waiting.length > 0) setImmediate(passDue);
}

function delay(ms: number, pass: () => void): void {
  if (waiting.push({ dueAt: performance.now() + ms, pass }) === 1) setImmediate(passDue);
}

function serve({ host, port, ms }: Task): void {
  const server = createServer((caller) => {
    const callee = connect(port, host);
    join(caller, callee, (piece) => delay(ms, () => callee.write(piece)));
    join(callee, caller, (piece) => caller.write(piece));
  });
  server.listen(0, "127.0.0.1", () => {
    const bound = server.address();
    if (typeof bound === "object" && bound !== null) parentPort?.postMessage(bound.port);
  });
}

/** Passes on the pieces of one side; the end of either is that of both. */
function join(from: Socket, to: Socket, pass: (piece: Buffer) => void): void {
  from.setNoDelay(true);
  from.on("data", pass);
  from.on("error", () => to.destroy());
  from.on("close", () => to.destroy());
}

if (!isMainThread) serve(task.parse(workerData));
