/** The health of the tasks of `turbo dev`: asked at their internal ports, and waited for. */
import { expect } from "vitest";
import type { DevTasks } from "./dev-tasks.ts";

type Health = { ready: boolean; schema: string; fault?: string | null };

/** The health of the router or of products, whose shop has this port. */
export async function healthAt(port: number, name: "products" | "router"): Promise<Health> {
  const response = await fetch(`http://127.0.0.1:${port + (name === "router" ? 10 : 11)}/health`);
  return JSON.parse(await response.text());
}

/** Waits until the health is as expected. */
export function untilHealthAt(
  tasks: DevTasks,
  port: number,
  name: "products" | "router",
  expected: object,
): Promise<void> {
  return tasks.until(async () => expect(await healthAt(port, name)).toMatchObject(expected));
}
