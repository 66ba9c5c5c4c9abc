/** Tests of the server of canned responses: it learns each response once, and does not keep a failure. */
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { startLearningServer } from "../http/learning-server.ts";

test("a response is learned once and given again; a request without one is answered with 503 and asked again", async () => {
  const learned: string[] = [];
  const port = await findPort();
  await startLearningServer({
    port,
    keyOf: ({ body }) => body.toString(),
    learn: async ({ body }) => {
      learned.push(body.toString());
      if (body.includes("broken")) throw new Error("no upstream");
      return body.includes("unknown") ? undefined : Buffer.from(`{"to":${body}}`);
    },
  });
  const send = async (body: string) => {
    const response = await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body: JSON.stringify(body) });
    return [response.status, await response.text()];
  };
  expect([await send("one"), await send("one")]).toEqual(Array(2).fill([200, '{"to":"one"}']));
  expect([await send("unknown"), await send("broken"), await send("unknown")]).toEqual(Array(3).fill([503, ""]));
  expect(learned).toEqual(['"one"', '"unknown"', '"broken"', '"unknown"']);
});

async function findPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const bound = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (bound === null || typeof bound === "string") throw new Error("no port");
  return bound.port;
}
