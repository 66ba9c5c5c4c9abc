/** The stand-in for Stripe, opened for one test. */
import { onTestFinished } from "vitest";
import { openStandIn } from "../../../stand-in/server.ts";
import { noon } from "../shop.ts";
import { webhookSecrets } from "./candidate.ts";

type Message = { headers: Record<string, string>; body: string };

/** Opens it on a free port, with ids counted by kind. `sent` holds its posted messages, the oldest first. */
export async function standIn(now = () => noon): Promise<{ url: string; sent: Message[] }> {
  const counted = new Map<string, number>();
  const sent: Message[] = [];
  const { url, close } = await openStandIn({
    host: "127.0.0.1",
    port: 0,
    webhookSecret: webhookSecrets[0] ?? "",
    post: async (headers, body) => {
      sent.push({ headers, body });
      return 200;
    },
    now,
    newId: (kind) => {
      const number = (counted.get(kind) ?? 0) + 1;
      counted.set(kind, number);
      return `${kind}_${number}`;
    },
  });
  onTestFinished(close);
  return { url, sent };
}
