/** Small requests with bearer access, each with another document, token, host and id, and the memory that they fill. */
import { once } from "node:events";
import { Agent, request } from "node:http";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { bodyOf, openBearerService } from "./bearer-service.ts";
import { json } from "./service.ts";

/** Sends `count` requests to a service. Returns how many responses had each status, and the bytes that all but the first 16 filled. */
export async function floodBearer(count: number) {
  const { origin, bearer } = await openBearerService();
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const statuses = new Map<number | undefined, number>();
  const ask = async (index: number) => {
    // Its document takes 25 kB of memory.
    const fields = Array.from({ length: 16 }, (_, at) => `f${at}_${index}: hello(text: "${index}")`);
    const token = await bearer({ sub: `user_${index}`, sid: `ses_${index}` });
    const headers = { ...json, ...token, host: `h${index}.localhost`, "x-request-id": `request-${index}` };
    const sent = request(`${origin}/graphql`, { method: "POST", agent, headers });
    sent.end(bodyOf(`{ ${fields.join(" ")} }`));
    const [response] = await once(sent, "response");
    response.resume();
    await once(response, "end");
    statuses.set(response.statusCode, (statuses.get(response.statusCode) ?? 0) + 1);
  };
  const askMany = async (from: number, to: number) => {
    for (let at = from; at < to; at += 16)
      await Promise.all(Array.from({ length: Math.min(16, to - at) }, (_, offset) => ask(at + offset)));
  };
  await askMany(0, 16);
  const before = usedBytes();
  await askMany(16, count);
  const filled = usedBytes() - before;
  agent.destroy();
  return { statuses: [...statuses], filled };
}

/** The bytes of live objects. */
function usedBytes(): number {
  setFlagsFromString("--expose-gc");
  runInNewContext("gc")();
  return process.memoryUsage().heapUsed;
}
