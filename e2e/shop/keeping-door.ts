/** A door between two services that lets questions through and can keep an answer back, as a network does at the worst moment. */
import { createServer, request } from "node:http";

export type KeepingDoor = {
  url: string;
  /** Keeps the next answer to this path back; resolves when the question was answered on the other side. */
  keepBack(path: string): Promise<void>;
  close(): Promise<void>;
};

/** Opens the door in front of `target`. */
export async function openKeepingDoor(target: string): Promise<KeepingDoor> {
  const kept = new Map<string, () => void>();
  const server = createServer((incoming, outgoing) => {
    const forwarded = request(
      new URL(incoming.url ?? "/", target),
      { method: incoming.method ?? "GET", headers: incoming.headers },
      (answer) => {
        const keep = kept.get(incoming.url ?? "/");
        if (keep) {
          kept.delete(incoming.url ?? "/");
          answer.resume();
          answer.once("end", keep);
          return;
        }
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    forwarded.once("error", () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  if (typeof bound !== "object" || bound === null) throw new Error("the door has no port");
  return {
    url: `http://127.0.0.1:${bound.port}`,
    keepBack: (path) => new Promise((resolve) => kept.set(path, resolve)),
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
